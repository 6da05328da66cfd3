import type { Evidence } from "../../../domain/evidence.ts";
import type { Execution } from "../../../domain/execution.ts";
import type { Outcome } from "../../../domain/outcome.ts";
import { assertNever } from "../../../errors.ts";
import { classifyBaseFailure } from "../../shared/classify-base-failure.ts";
import { describeOutcome } from "../../shared/describe-outcome.ts";
import { measured, notMeasured } from "./signal.ts";

type Base = Extract<Evidence["base"], { status: "measured" }>["value"];

/**
 * What the test did on the base. `red` only when its file loaded, every failure is an admissible one, and the case passes
 * there once its assertions are removed; the least admissible case of a parametrised test decides. A failure that proves
 * nothing about the change is `did-not-run`: the assertions did not come to speak.
 */
export function base(cases: string[], execution: Execution & { status: "ran" }): Evidence["base"] {
  if (execution.base_problem) {
    const { kind, reason } = execution.base_problem;
    return measured(kind === "cannot-load" ? { ...NOTHING, result: kind } : didNotRun(cases[0] ?? "", reason));
  }
  if (execution.base === null) return notMeasured("the base was not run");
  const own = new Set(cases);
  const stripped = new Map(execution.base_stripped.map((outcome) => [outcome.case, outcome]));
  const results = execution.base
    .filter((outcome) => own.has(outcome.case))
    .map((outcome) => judgeCase(outcome, stripped.get(outcome.case)));
  const [first, ...others] = results;
  if (first === undefined) return measured(didNotRun(cases[0] ?? "", "no case of this name was collected on the base"));
  return measured(others.reduce((so_far, one) => (weight(one) > weight(so_far) ? one : so_far), first));
}

const NOTHING = { outcome: null, stripped: "not-run" } as const;

function judgeCase(outcome: Outcome, stripped: Outcome | undefined): Base {
  switch (outcome.status) {
    case "passed":
      return { result: "passes", outcome, stripped: "not-run" };
    case "did-not-run":
    case "timed-out":
      return { result: "did-not-run", outcome, stripped: "not-run" };
    case "failed": {
      const failure = classifyBaseFailure(outcome);
      if (failure.says === "cannot-load") return { result: "cannot-load", outcome, stripped: "not-run" };
      if (failure.says === "not-red") return didNotRun(outcome.case, failure.reason);
      return judgeStripped(outcome, stripped);
    }
    default:
      return assertNever(outcome);
  }
}

function judgeStripped(outcome: Outcome & { status: "failed" }, stripped: Outcome | undefined): Base {
  if (stripped?.status === "passed") return { result: "red", outcome, stripped: "passes" };
  if (stripped?.status !== "failed") {
    const why = stripped === undefined ? "nobody ran it" : describeOutcome(stripped);
    return didNotRun(outcome.case, `fails (${describeOutcome(outcome)}), but without its assertions it did not run: ${why}`);
  }
  const { kind, exception, message } = stripped.failure;
  const why =
    kind === "assertion" ? "fails by an assertion outside of its file" : `stopped by ${exception} before its assertions`;
  return { ...didNotRun(outcome.case, `${why}: ${message}`), stripped: "fails" };
}

function didNotRun(name: string, reason: string): Base {
  return { result: "did-not-run", outcome: { case: name, status: "did-not-run", reason }, stripped: "not-run" };
}

function weight(one: Base): number {
  return ["passes", "red", "did-not-run", "cannot-load"].indexOf(one.result);
}
