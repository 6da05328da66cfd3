import type { Criterion } from "../../domain/criterion.ts";
import type { Observation } from "../../frameworks/protocol.ts";

/**
 * Gives an observation without an expectation the criterion it plainly falls under: the only one that names the exception it
 * raised, if all literals that criterion names are in the call or the message. The expected value is still the head's, so the
 * test stays a characterization and proves the criterion only weakly.
 */
export function linkCriteria(observations: Observation[], criteria: Criterion[]): Observation[] {
  return observations.map((observation) => {
    if (observation.criterion !== null || observation.expectation !== null || observation.outcome.kind !== "raises")
      return observation;
    const { exception, message } = observation.outcome;
    const naming = criteria.filter((criterion) => names(criterion, exception.split(".").at(-1) ?? exception));
    const [only] = naming;
    if (only === undefined || naming.length > 1 || only.examples.length > 0) return observation;
    const seen = [observation.call, ...observation.setup, message, exception].join("\n");
    return only.literals.every((literal) => seen.includes(bare(literal))) ? { ...observation, criterion: only.id } : observation;
  });
}

function names(criterion: Criterion, word: string): boolean {
  return (criterion.text.match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []).some((one) => one === word);
}

function bare(literal: string): string {
  return literal.replace(/^[a-zA-Z]{0,2}(["'])([\s\S]*)\1$/, "$2");
}
