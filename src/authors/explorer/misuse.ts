import type { Observation } from "../../frameworks/protocol.ts";

/** A call that nobody would make: it fails with an error about types or names that no criterion or docstring speaks of. */
export function isMisuse({ outcome, criterion, expectation }: Observation): boolean {
  if (outcome.kind !== "raises" || criterion !== null || expectation !== null) return false;
  return /^(?:TypeError|AttributeError|NameError|UnboundLocalError)$/.test(outcome.exception);
}
