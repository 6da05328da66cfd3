import type { Claim } from "../../domain/candidate.ts";

/** What the author claims of a test function; of one that nobody spoke of, nothing. */
export function claimFor(name: string, claims: Claim[]): Claim {
  const silent: Claim = { name, shows: "", symbol: null, criteria: [], oracle: "characterization" };
  return claims.find((claim) => claim.name === name) ?? silent;
}
