import { prose } from "../../pipeline/6-triage/render/untrusted.ts";
import { REPO_CONFIG } from "../../repo-config.ts";
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
  const push = world.pushes.latest(intent.repository.id, pull.number);
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
      return null;
  }
}
