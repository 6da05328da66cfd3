import { fromCheckRun, fromCheckSuite } from "./from-check.ts";
import { fromComment } from "./from-comment.ts";
import { fromDispatch } from "./from-dispatch.ts";
import { fromLabel } from "./from-label.ts";
import { ignored, type Reading } from "./intent.ts";
import type { Delivery } from "./receive.ts";
import type { IntakeWorld } from "./world.ts";

/** What a delivery asks for. No call to GitHub: most deliveries ask for nothing. */
export async function readEvent({ id, name, payload }: Delivery, { self, runs }: IntakeWorld): Promise<Reading> {
  switch (name) {
    case "issue_comment":
      return fromComment(payload, self);
    case "pull_request":
      return fromLabel(payload, id, self);
    case "repository_dispatch":
      return fromDispatch(payload, id, self);
    case "check_run":
      return fromCheckRun(payload, id, self, (check) => runs.ofCheck(check));
    case "check_suite":
      return fromCheckSuite(payload, id, self, (check) => runs.ofCheck(check));
    default:
      return ignored(`nothing is done with ${name}`);
  }
}
