import type { Execution, Outcome } from "../../domain/outcome.ts";
import { describeOutcome } from "../shared/describe-outcome.ts";
import { describeVariation, SLOW_CPU } from "../shared/describe-variation.ts";
import { combineOutcomes } from "./combine-outcomes.ts";

/** One test function in one variation. `stopped`: the machinery ended the run before the function gave a result. */
export interface FunctionRun {
  variation: string;
  outcome: Outcome;
  stopped: boolean;
}

/** How one test function did in every variation on the head, its cases combined. */
export function runsOf(name: string, cases: string[], execution: Execution & { status: "ran" }): FunctionRun[] {
  const own = new Set(cases);
  return execution.head.map(({ variation, status, outcomes }) => {
    const ours = outcomes.filter((one) => own.has(one.case));
    if (variation === SLOW_CPU) return slowRun(name, ours);
    const outcome = combineOutcomes(name, ours);
    return { variation, outcome, stopped: status !== "finished" && outcome.status === "did-not-run" };
  });
}

/** A case that does not end on a slow machine is no flaky one: it could not be seen there. One that fails there is. */
function slowRun(name: string, outcomes: Outcome[]): FunctionRun {
  const ended = outcomes.filter((outcome) => outcome.status === "passed" || outcome.status === "failed");
  const outcome = combineOutcomes(name, ended);
  const unseen = outcomes.find((one) => one.status === "timed-out" || one.status === "did-not-run");
  if (outcome.status === "failed" || unseen === undefined) return { variation: SLOW_CPU, outcome, stopped: false };
  return { variation: SLOW_CPU, outcome: unseen, stopped: true };
}

/** Why the machinery stopped a run, for a reason line. */
export function whyStopped(runs: FunctionRun[]): string {
  const run = runs.find((one) => one.stopped);
  return run === undefined ? "no run" : `${describeVariation(run.variation)}: ${describeOutcome(run.outcome)}`;
}
