import type { Evidence } from "../../../domain/evidence.ts";
import type { CaseResult, Matrix, MutationResults } from "../../../domain/matrix.ts";
import { measured, notMeasured } from "./signal.ts";

type Buckets = (Evidence["mutation"] & { status: "measured" })["value"];

/**
 * The mutants of the changed lines this test notices, its cases united. Each mutant it reaches is in one bucket: killed by
 * an assertion, else by an error, else timed out, else survived. Only the first counts as a kill. A mutant that was not tried
 * on all that reach it is `not_run`, unless the test killed it.
 */
export function mutation(cases: string[], matrix: Matrix): Evidence["mutation"] {
  if (matrix.status === "not-measured") return notMeasured(matrix.reason);
  const own = new Set(cases);
  const took_part = matrix.results.baseline.some(({ outcome }) => own.has(outcome.case) && outcome.status === "passed");
  if (!took_part) return notMeasured("the test did not pass on the untouched code of the mutation run");
  const value: Buckets = { kills: [], killed_by_error: [], survived: [], timed_out: [], not_run: [] };
  const reasons: (string | null)[] = [];
  for (const mutant of matrix.results.mutants) {
    if (mutant.status === "equivalent" || mutant.status === "invalid") continue;
    const results = new Set(mutant.results.filter((one) => own.has(one.case)).map((one) => one.result));
    const bucket = wasCutShort(mutant) && !results.has("killed-by-assertion") ? "not_run" : bucketOf(results);
    if (bucket) value[bucket].push(mutant.id);
    if (bucket === "not_run") reasons.push(mutant.reason);
  }
  if (value.kills.length === 0 && reasons.length > 0) {
    const why = reasons[0] ?? "no reason given";
    return notMeasured(`${reasons.length} of ${matrix.results.mutants.length} mutants were not run: ${why}`);
  }
  return measured(value);
}

/** Whether some of the cases that reach a mutant were not run under it: what did not happen is no sign of anything. */
export function wasCutShort({ status, reason }: Pick<MutationResults["mutants"][number], "status" | "reason">): boolean {
  return status === "not-run" || (status === "ran" && reason !== null);
}

/** What the results of a test's cases under one mutant are together; `null`: none of them reached it. */
export function bucketOf(results: Set<CaseResult>): "kills" | "killed_by_error" | "timed_out" | "survived" | null {
  if (results.has("killed-by-assertion")) return "kills";
  if (results.has("killed-by-error")) return "killed_by_error";
  if (results.has("timed-out")) return "timed_out";
  return results.has("survived") ? "survived" : null;
}
