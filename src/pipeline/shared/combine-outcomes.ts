import type { Outcome } from "../../domain/outcome.ts";
import { assertNever } from "../../errors.ts";

/**
 * The outcome of a test function from those of its cases: it passes when all pass, else the worst one stands for it.
 * No case at all did not run.
 */
export function combineOutcomes(name: string, outcomes: Outcome[]): Outcome {
  const [first, ...others] = outcomes;
  if (first === undefined) return { case: name, status: "did-not-run", reason: "the framework collected no case of it" };
  const worst = others.reduce((so_far, outcome) => (badness(outcome) > badness(so_far) ? outcome : so_far), first);
  if (worst.status !== "passed") return worst;
  const seconds = outcomes.reduce((sum, outcome) => sum + (outcome.status === "passed" ? outcome.seconds : 0), 0);
  return { case: others.length === 0 ? first.case : name, status: "passed", seconds };
}

/** An assertion says more than a case that did not run, an error in one case spoils what an assertion in another says. */
export function badness(outcome: Outcome): number {
  switch (outcome.status) {
    case "passed":
      return 0;
    case "did-not-run":
      return 1;
    case "failed":
      return outcome.failure.kind === "assertion" ? 2 : 4;
    case "timed-out":
      return 3;
    default:
      return assertNever(outcome);
  }
}
