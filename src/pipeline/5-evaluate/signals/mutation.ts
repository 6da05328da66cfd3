import type { Evidence } from "../../../domain/evidence.ts";
import type { Answer } from "../../../frameworks/protocol.ts";
import { measured, notMeasured } from "./signal.ts";

/** What the mutation run of a candidate gave: the runner's matrix, or why there is none. */
export type Matrix = { status: "measured"; answer: Answer<"mutate"> } | { status: "not-measured"; reason: string };

type CaseResult = Answer<"mutate">["mutants"][number]["results"][number]["result"];

/**
 * The mutants of the changed lines this test notices, its cases united. Each mutant it reaches is in one bucket: killed by
 * an assertion, else by an error, else timed out, else survived. Only the first counts as a kill.
 */
export function mutation(cases: string[], matrix: Matrix): Evidence["mutation"] {
  if (matrix.status === "not-measured") return notMeasured(matrix.reason);
  const own = new Set(cases);
  const took_part = matrix.answer.baseline.some(({ outcome }) => own.has(outcome.case) && outcome.status === "passed");
  if (!took_part) return notMeasured("the test did not pass on the untouched code of the mutation run");
  const value = { kills: [] as string[], killed_by_error: [] as string[], survived: [] as string[], timed_out: [] as string[] };
  for (const mutant of matrix.answer.mutants) {
    if (mutant.status !== "ran") continue;
    const results = new Set(mutant.results.filter((one) => own.has(one.case)).map((one) => one.result));
    const bucket = bucketOf(results);
    if (bucket) value[bucket].push(mutant.id);
  }
  const waiting = matrix.answer.mutants.filter((mutant) => mutant.status === "not-run");
  if (value.kills.length === 0 && waiting.length > 0) {
    const why = waiting[0]?.reason ?? "no reason given";
    return notMeasured(`${waiting.length} of ${matrix.answer.mutants.length} mutants were not run: ${why}`);
  }
  return measured(value);
}

/** What the results of a test's cases under one mutant are together; `null`: none of them reached it. */
export function bucketOf(results: Set<CaseResult>): "kills" | "killed_by_error" | "timed_out" | "survived" | null {
  if (results.has("killed-by-assertion")) return "kills";
  if (results.has("killed-by-error")) return "killed_by_error";
  if (results.has("timed-out")) return "timed_out";
  return results.has("survived") ? "survived" : null;
}
