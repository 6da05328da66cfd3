import type { Evidence } from "../../../domain/evidence.ts";
import { badness } from "../../shared/combine-outcomes.ts";
import { type FunctionRun, whyStopped } from "../../shared/function-runs.ts";
import { measured, notMeasured } from "./signal.ts";

/**
 * In how many of the runs on the head the test passed (GREEN: all of them). `outcome` is the worst one, so that "every run
 * failed by an assertion" is `passed === 0` with an assertion in it.
 */
export function head(runs: FunctionRun[]): Evidence["head"] {
  const outcomes = runs.filter((run) => !run.stopped).map((run) => run.outcome);
  const [first, ...others] = outcomes;
  if (first === undefined) return notMeasured(whyStopped(runs));
  return measured({
    runs: outcomes.length,
    passed: outcomes.filter((outcome) => outcome.status === "passed").length,
    outcome: others.reduce((worst, outcome) => (badness(outcome) > badness(worst) ? outcome : worst), first),
  });
}
