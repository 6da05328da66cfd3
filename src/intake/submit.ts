import type { Handover } from "../domain/handover.ts";
import { REPO_CONFIG, readRepoConfig, settle } from "../repo-config.ts";
import type { Submitted } from "../runs/runs.ts";
import type { TestOptions } from "./commands/command.ts";
import type { Intent } from "./intent.ts";
import type { PullRequest } from "./repository.ts";
import type { IntakeWorld, Office } from "./world.ts";

/** `invalid`: the repository's own configuration, in sentences. */
export type Submission = Submitted | { status: "invalid"; problems: string[] };

/** Queues what was asked, with what the base branch settles about it. */
export async function submit(
  intent: Intent & { command: { options: TestOptions } },
  pull: PullRequest,
  { repository }: Pick<Office, "repository">,
  { runs, clock, authors }: Pick<IntakeWorld, "runs" | "clock" | "authors">,
): Promise<Submission> {
  const text = await repository.readFile(REPO_CONFIG, pull.base_ref);
  const read = text === null ? null : readRepoConfig(text);
  if (read?.status === "invalid") return read;
  const settled = settle(read?.config ?? null, authors);
  return runs.submit(handoverOf(intent, pull, settled, intent.request_id ?? clock.id()));
}

function handoverOf(
  intent: Intent & { command: { options: TestOptions } },
  pull: PullRequest,
  settled: ReturnType<typeof settle>,
  request_id: string,
): Handover {
  const { name, options } = intent.command;
  return {
    request_id,
    repository: intent.repository.name,
    pull_request: pull.number,
    base_ref: intent.base_ref ?? pull.base_ref,
    head_ref: pull.head_ref,
    head_sha: pull.head_sha,
    goal: name === "plan" ? "plan" : "tests",
    spec: intent.spec === null ? null : { ...intent.spec, origin: "dispatch" },
    spec_ref: options.spec,
    lanes: options.lanes.length > 0 ? options.lanes : settled.lanes,
    paths: options.paths,
    criteria: options.criteria,
    delivery: options.deliver ?? settled.delivery,
    requested_by: intent.sender.login,
    max_tests: options.max ?? settled.max_tests,
    settings: settled.settings,
    github: {
      installation_id: intent.installation_id,
      repository_id: intent.repository.id,
      fork: pull.head_repository_id !== intent.repository.id,
      trigger: intent.trigger,
      comment_id: intent.comment_id,
    },
  };
}
