import type { Execution, Outcome } from "../../domain/outcome.ts";
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
    const outcome = combineOutcomes(
      name,
      outcomes.filter((one) => own.has(one.case)),
    );
    return { variation, outcome, stopped: status !== "finished" && outcome.status === "did-not-run" };
  });
}

/** Why the machinery stopped a run, for a reason line. */
export function whyStopped(runs: FunctionRun[]): string {
  const run = runs.find((one) => one.stopped);
  if (run === undefined || run.outcome.status !== "did-not-run") return "no run";
  return `${run.variation}: ${run.outcome.reason}`;
}
