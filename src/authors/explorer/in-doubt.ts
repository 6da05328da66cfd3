import type { Observation } from "../../frameworks/protocol.ts";
import { isSuspectedBug } from "./suspected-bug.ts";

/**
 * Observations without those that would bless a suspected bug: what the head does where a criterion says it is wrong must not be
 * pinned as right. In doubt are the mutants that a suspected bug tells apart and no expectation the head meets does.
 */
export function withoutBlessings(observations: Observation[]): Observation[] {
  const met = observations.filter((observation) => observation.expectation !== null && !isSuspectedBug(observation));
  const bugs = observations.filter(isSuspectedBug);
  // Without a met expectation all of the symbol is in doubt, and nothing could be said about it.
  if (met.length === 0) return observations;
  const trusted = new Set(met.flatMap((observation) => observation.kills));
  const doubtful = new Set(bugs.flatMap((observation) => observation.kills).filter((mutant) => !trusted.has(mutant)));
  return observations.filter(({ expectation, kills }) => expectation !== null || !kills.some((mutant) => doubtful.has(mutant)));
}
