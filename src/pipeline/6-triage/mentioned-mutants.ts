import type { ReportedTest } from "../../domain/report.ts";
import type { Mutant } from "../../domain/snapshot.ts";

/** Every mutant a claim of these tests or the list of survivors names, so that the report alone is enough to replay them. */
export function mentionedMutants(mutants: Mutant[], tests: ReportedTest[], survivors: Mutant[]): Mutant[] {
  const ids = new Set(survivors.map((mutant) => mutant.id));
  for (const { evidence } of tests) {
    if (evidence.mutation.status === "not-measured") continue;
    const { kills, killed_by_error, survived, timed_out, not_run } = evidence.mutation.value;
    for (const id of [...kills, ...killed_by_error, ...survived, ...timed_out, ...not_run]) ids.add(id);
  }
  return mutants.filter((mutant) => ids.has(mutant.id));
}
