import type { ReportedTest, Survivor } from "../../domain/report.ts";
import type { Mutant, Snapshot } from "../../domain/snapshot.ts";
import { killsOf, notRunOf, timedOutOf, unnoticedOf } from "./evidence-facts.ts";

export interface MutantCount {
  total: number;
  killed_before: number | null;
  killed_after: number | null;
  /** Neither killed, nor inconclusive, nor left untried; in file order. Empty when nothing was measured. */
  survivors: Survivor[];
  timed_out: number | null;
  not_run: number | null;
}

/**
 * The mutants of the changed lines, equivalent ones left out, before and after these tests. A mutant that only ever timed
 * out is inconclusive, one that was not tried on all tests is unknown: neither counts as killed or as survived. While it is
 * not known what the existing tests reach, only what these tests run and do not notice is a survivor.
 */
export function liveMutants(snapshot: Pick<Snapshot, "mutants" | "baseline">, tests: ReportedTest[]): MutantCount {
  const { baseline } = snapshot;
  const equivalent = new Set(baseline.equivalent);
  const mutants = snapshot.mutants.filter((mutant) => !equivalent.has(mutant.id));
  const known = baseline.killed !== null;
  const of = (before: string[], own: (evidence: ReportedTest["evidence"]) => string[]) =>
    new Set([...before, ...tests.flatMap((test) => own(test.evidence))]);
  const killed = of(baseline.killed ?? [], killsOf);
  const timed_out = of(baseline.timed_out, timedOutOf);
  const not_run = of(baseline.not_run, notRunOf);
  const reached = of(baseline.survived, unnoticedOf);
  const before = new Set(baseline.killed);
  const alive = mutants.filter((mutant) => !killed.has(mutant.id));
  const tried = alive.filter((mutant) => !timed_out.has(mutant.id) && !not_run.has(mutant.id));
  const survivors = tried.map((mutant) => ({ ...mutant, reached: reached.has(mutant.id) }));
  return {
    total: mutants.length,
    killed_before: known ? mutants.filter((mutant) => before.has(mutant.id)).length : null,
    killed_after: known ? mutants.length - alive.length : null,
    survivors: survivors.filter((mutant) => known || mutant.reached).sort(byPlace),
    timed_out: known ? alive.filter((mutant) => timed_out.has(mutant.id)).length : null,
    not_run: known ? alive.length - tried.length - alive.filter((mutant) => timed_out.has(mutant.id)).length : null,
  };
}

function byPlace(one: Mutant, other: Mutant): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.line - other.line || one.start - other.start || (one.id < other.id ? -1 : 1);
}
