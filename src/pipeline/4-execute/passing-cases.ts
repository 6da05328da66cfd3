import type { Generated } from "../../domain/candidate.ts";
import type { Execution } from "../../domain/execution.ts";
import { isPassing, runsOf } from "../shared/function-runs.ts";

/** The cases of the test functions that pass on the head. Others can not be kept, so no mutant is tried with them. */
export function passingCases(
  { cases }: Pick<Generated & { status: "standing" }, "cases">,
  ran: Pick<Execution & { status: "ran" }, "head">,
): string[] {
  return [...Map.groupBy(cases, (one) => one.name)].flatMap(([name, collected]) => {
    const own = collected.map((one) => one.case);
    return isPassing(runsOf(name, own, ran)) ? own : [];
  });
}
