import type { Claim } from "../../domain/candidate.ts";
import type { Criterion } from "../../domain/criterion.ts";
import { isModel } from "./fail-closed.ts";

/**
 * Where a test's expected value is from, as far as it can be believed. Code that says so took the value from there. A model only
 * says so: it is believed when a criterion it claims names values, since those are then looked for in the test. What no criterion
 * names is the model's own, and a test of it that fails on the head is no suspected bug.
 */
export function trustedOracle({ oracle, criteria: claimed }: Claim, author: string, criteria: Criterion[]): Claim["oracle"] {
  if (!isModel(author)) return oracle;
  const names = criteria.some(({ id, literals, examples }) => claimed.includes(id) && literals.length + examples.length > 0);
  return oracle === "criterion" && names ? "criterion" : "characterization";
}
