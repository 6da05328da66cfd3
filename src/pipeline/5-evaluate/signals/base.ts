import type { Evidence } from "../../../domain/evidence.ts";
import type { Execution, Outcome } from "../../../domain/outcome.ts";
import { assertNever } from "../../../errors.ts";
import { classifyBaseFailure } from "../classify-base-failure.ts";
import { measured, notMeasured } from "./signal.ts";

type Base =
  | { result: "red" | "passes" | "cannot-load" | "did-not-run"; outcome: Outcome }
  | { result: "inadmissible"; outcome: Outcome };

/**
 * What the test did on the base. `red` only when its file loaded and every failure is an admissible one; the least
 * admissible case of a parametrised test decides. A failure that proves nothing about the change is not measured.
 */
export function base(cases: string[], execution: Execution & { status: "ran" }): Evidence["base"] {
  if (execution.base_problem?.kind === "cannot-load") return measured({ result: "cannot-load", outcome: null });
  if (execution.base_problem) return measured({ result: "did-not-run", outcome: null });
  if (execution.base === null) return notMeasured("the base was not run");
  const own = new Set(cases);
  const results = execution.base.filter((outcome) => own.has(outcome.case)).map(judgeCase);
  const [first, ...others] = results;
  if (first === undefined) return measured({ result: "did-not-run", outcome: null });
  const decisive = others.reduce((so_far, one) => (weight(one) > weight(so_far) ? one : so_far), first);
  if (decisive.result !== "inadmissible") return measured({ result: decisive.result, outcome: decisive.outcome });
  return notMeasured(`fails on the base by ${exceptionOf(decisive.outcome)}, which is not an admissible RED`);
}

function judgeCase(outcome: Outcome): Base {
  switch (outcome.status) {
    case "passed":
      return { result: "passes", outcome };
    case "did-not-run":
    case "timed-out":
      return { result: "did-not-run", outcome };
    case "failed":
      return { result: classifyBaseFailure(outcome.failure), outcome };
    default:
      return assertNever(outcome);
  }
}

function weight(one: Base): number {
  return ["passes", "red", "did-not-run", "inadmissible", "cannot-load"].indexOf(one.result);
}

function exceptionOf(outcome: Outcome): string {
  return outcome.status === "failed" ? `${outcome.failure.exception} in the ${outcome.failure.where}` : outcome.status;
}
