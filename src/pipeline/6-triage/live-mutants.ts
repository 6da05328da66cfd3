import type { ReportedTest } from "../../domain/report.ts";
import type { Mutant, Snapshot } from "../../domain/snapshot.ts";
import { killsOf, timedOutOf } from "./evidence-facts.ts";

export interface MutantCount {
  total: number;
  killed_before: number | null;
  killed_after: number | null;
  /** Neither killed nor only timed out, in file order. Empty when nothing was measured. */
  survivors: Mutant[];
  timed_out: number | null;
}

/**
 * The mutants of the changed lines, equivalent ones left out, before and after these tests. A mutant that only ever timed out
 * is inconclusive: it counts neither as killed nor as survived.
 */
export function liveMutants(snapshot: Pick<Snapshot, "mutants" | "baseline">, tests: ReportedTest[]): MutantCount {
  const equivalent = new Set(snapshot.baseline.equivalent);
  const mutants = snapshot.mutants.filter((mutant) => !equivalent.has(mutant.id));
  const before = new Set(snapshot.baseline.killed ?? []);
  const killed = new Set([...before, ...tests.flatMap((test) => killsOf(test.evidence))]);
  const timed_out = new Set(tests.flatMap((test) => timedOutOf(test.evidence)).filter((id) => !killed.has(id)));
  const known = snapshot.baseline.killed !== null;
  const measured = known || tests.some((test) => test.evidence.mutation.status === "measured");
  const count = (ids: ReadonlySet<string>) => mutants.filter((mutant) => ids.has(mutant.id)).length;
  return {
    total: mutants.length,
    killed_before: known ? count(before) : null,
    killed_after: known ? count(killed) : null,
    survivors: measured ? mutants.filter((mutant) => !killed.has(mutant.id) && !timed_out.has(mutant.id)).sort(byPlace) : [],
    timed_out: known ? count(timed_out) : null,
  };
}

function byPlace(one: Mutant, other: Mutant): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.line - other.line || one.start - other.start || (one.id < other.id ? -1 : 1);
}
