import type { RunRecord } from "../runs/runs.ts";
import { type Command, noOptions } from "./commands/command.ts";
import { ignored, plainIntent, type Reading } from "./intent.ts";
import { CheckRunEvent, CheckSuiteEvent } from "./payloads.ts";
import { deafTo, type Identity, placeOf } from "./senders.ts";

/** Which of our runs a check run or a commit belongs to. `null`: none that we know. */
export type FindRun = (check: {
  repository_id: number;
  external_id: string | null;
  head_sha: string;
}) => Promise<RunRecord | null>;

/** What each button of our check run asks, by its identifier. */
const BUTTONS: Readonly<Record<string, Command>> = {
  rerun: { name: "test", options: noOptions },
  more: { name: "test", options: noOptions },
  undo: { name: "undo" },
};

/** `check_run`: GitHub's own re-run, and our buttons. The pull request is the run's: GitHub does not name it for forks. */
export async function fromCheckRun(payload: unknown, delivery_id: string, self: Identity, find: FindRun): Promise<Reading> {
  const event = CheckRunEvent.parse(payload);
  const command = commandOf(event.action, event.requested_action?.identifier);
  if (command === null) return ignored(`a check run was ${event.action}`);
  if (event.check_run.app?.id !== self.app_id) return ignored("a check run of somebody else");
  return asked(event, event.check_run, command, delivery_id, self, find);
}

/** `check_suite.rerequested`: "Re-run all checks". Every push gives a `requested`, which asks us nothing. */
export async function fromCheckSuite(payload: unknown, delivery_id: string, self: Identity, find: FindRun): Promise<Reading> {
  const event = CheckSuiteEvent.parse(payload);
  if (event.action !== "rerequested") return ignored(`a check suite was ${event.action}`);
  if (event.check_suite.app?.id !== self.app_id) return ignored("a check suite of somebody else");
  const check = { external_id: null, head_sha: event.check_suite.head_sha };
  return asked(event, check, { name: "test", options: noOptions }, delivery_id, self, find);
}

function commandOf(action: string, identifier: string | undefined): Command | null {
  if (action === "rerequested") return { name: "test", options: noOptions };
  if (action !== "requested_action" || identifier === undefined) return null;
  return BUTTONS[identifier] ?? null;
}

async function asked(
  event: Parameters<typeof placeOf>[0],
  check: { external_id: string | null; head_sha: string },
  command: Command,
  delivery_id: string,
  self: Identity,
  find: FindRun,
): Promise<Reading> {
  const deaf = deafTo(event, self);
  if (deaf !== null) return ignored(deaf);
  const place = placeOf(event);
  const run = await find({ repository_id: place.repository.id, external_id: check.external_id, head_sha: check.head_sha });
  const number = run?.handover.pull_request ?? null;
  if (run === null || number === null) return ignored(`no run is known for ${check.external_id ?? check.head_sha}`);
  return {
    status: "asked",
    intent: {
      trigger: "check",
      key: `delivery:${delivery_id}`,
      ...place,
      pull_request: { number },
      comment_id: null,
      asked_at: null,
      ...plainIntent,
      command: again(command, run),
      looked_at: check.head_sha,
      spec: run.handover.spec?.origin === "dispatch" ? run.handover.spec : null,
    },
  };
}

/** A re-run asks for what the run was asked for; whoever clicks must be allowed to ask for all of it. */
function again(command: Command, { handover }: RunRecord): Command {
  if (command.name !== "test") return command;
  const { paths, criteria, lanes, delivery, max_tests, spec_ref } = handover;
  return {
    name: "test",
    options: {
      ...command.options,
      paths,
      criteria,
      lanes,
      deliver: delivery,
      max: max_tests,
      spec: spec_ref,
      allow_untrusted: true,
    },
  };
}
