import { prose } from "../../pipeline/6-triage/render/untrusted.ts";
import { REPO_CONFIG } from "../../repo-config.ts";
import type { Delay } from "../../runs/limits.ts";
import type { RunRecord } from "../../runs/runs.ts";
import { authorizeCode } from "../authorize.ts";
import type { TestOptions } from "../commands/command.ts";
import { submit } from "../submit.ts";
import type { Answer, Granted } from "./answer.ts";
import { checkLink } from "./words.ts";

/** `test` and `plan`: queues a run. The queued check run is the answer, unless there is something else to say. */
export async function answerTest({
  intent,
  pull,
  office,
  world,
}: Granted<{ name: "test" | "plan"; options: TestOptions }>): Promise<Answer> {
  const push = await world.pushes.latest(intent.repository.id, pull.number);
  const authorized = await authorizeCode(intent, pull, office.repository, push);
  if (authorized.status === "refused") return { kind: "refusal", markdown: authorized.reason };
  const submitted = await submit(intent, pull, office, world);
  switch (submitted.status) {
    case "invalid":
      return {
        kind: "config",
        markdown: [
          `\`${REPO_CONFIG}\` on \`${pull.base_ref.replaceAll("`", "")}\` does not fit, so nothing was started:`,
          submitted.problems.map((problem) => `- ${prose(problem)}`).join("\n"),
        ].join("\n\n"),
      };
    case "already-running":
      return { kind: "status", markdown: `This commit is being worked on already: ${checkLink(submitted.run)}.` };
    case "queued":
    case "superseding":
      world.log.info({ run: submitted.run.id, status: submitted.status, trigger: intent.trigger }, "queued");
      return submitted.delay === null ? null : { kind: "status", markdown: describeDelay(submitted.run, submitted.delay) };
  }
}

/** Why a run does not begin at once, and when to look again. */
function describeDelay(run: RunRecord, { because, until, ahead }: Delay): string {
  const queued = `${checkLink(run)} is queued.`;
  const when = until === null ? "later" : `after ${until.slice(11, 16)} UTC on ${until.slice(0, 10)}`;
  const before = ahead === 0 ? "" : ahead === 1 ? ", and 1 run is before it" : `, and ${ahead} runs are before it`;
  switch (because) {
    case "budget":
      return `${queued} What this server may use in a day is used up: it begins ${when}.`;
    case "cool-down":
      return `${queued} This pull request had a run a moment ago: it begins ${when}.`;
    case "busy":
      return `${queued} Every worker is busy${before}.`;
    case "no-worker":
      return `${queued} No worker is up at the moment${before}.`;
  }
}
