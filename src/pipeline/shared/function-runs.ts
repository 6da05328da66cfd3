import type { Execution } from "../../domain/execution.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { combineOutcomes } from "./combine-outcomes.ts";
import { describeOutcome } from "./describe-outcome.ts";
import { describeVariation, SLOW_CPU } from "./describe-variation.ts";

/** One test function in one variation. `stopped`: the machinery ended the run before the function gave a result. */
export interface FunctionRun {
  variation: string;
  outcome: Outcome;
  stopped: boolean;
}

/** How one test function did in every variation on the head, its cases combined. */
export function runsOf(name: string, cases: string[], { head }: Pick<Execution & { status: "ran" }, "head">): FunctionRun[] {
  const own = new Set(cases);
  return head.map(({ variation, status, outcomes }) => {
    const ours = outcomes.filter((one) => own.has(one.case));
    if (variation === SLOW_CPU) return slowRun(name, ours);
    const outcome = combineOutcomes(name, ours);
    return { variation, outcome, stopped: status !== "finished" && outcome.status === "did-not-run" };
  });
}

/** Whether a test passes in every run that came to its end, and in one at least. */
export function isPassing(runs: FunctionRun[]): boolean {
  const ended = runs.filter((run) => !run.stopped);
  return ended.length > 0 && ended.every((run) => run.outcome.status === "passed");
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
