import type { Outcome } from "../../domain/outcome.ts";
import { assertNever } from "../../errors.ts";

/** An outcome in a few words, for a reason line: `AssertionError: assert 1 == 2`, `stopped after 10 s`. */
export function describeOutcome(outcome: Outcome): string {
  switch (outcome.status) {
    case "passed":
      return "passed";
    case "failed":
      return `${outcome.failure.exception}: ${outcome.failure.message}`;
    case "timed-out":
      return `stopped after ${outcome.limit_seconds} s`;
    case "did-not-run":
      return outcome.reason;
    default:
      return assertNever(outcome);
  }
}
