import type { Evidence } from "../../../domain/evidence.ts";
import { type FunctionRun, whyStopped } from "../../shared/function-runs.ts";
import { measured, notMeasured } from "./signal.ts";

/** In how many runs on the head the test was collected, ran and was not skipped. Zero executed is measured: it is not a pass. */
export function executed(runs: FunctionRun[]): Evidence["executed"] {
  const undisturbed = runs.filter((run) => !run.stopped);
  if (undisturbed.length === 0) return notMeasured(whyStopped(runs));
  return measured({
    runs: undisturbed.length,
    executed: undisturbed.filter((run) => run.outcome.status !== "did-not-run").length,
  });
}
