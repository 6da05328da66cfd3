import type { Candidate } from "../../domain/candidate.ts";
import type { Matrix } from "../../domain/matrix.ts";
import type { Pinned } from "../../domain/snapshot.ts";
import { askMutants } from "../../frameworks/ask-mutants.ts";
import type { Ports } from "../../ports.ts";

/** Timeout of one case under one mutant: an endless loop costs this much. Measured: 0.4 s + 10 x is enough on an idle machine. */
const TIMEOUT = { floor_seconds: 1, factor: 10 };
/**
 * One mutant costs 0.03 s to 0.1 s in the fork server and what its tests take, an endless loop a second; a busy machine makes
 * that ten times as long. Only what never ends uses a budget up, so it is generous.
 */
const SECONDS_PER_MUTANT = 1;
const BUDGET_FLOOR_SECONDS = 180;
const BUDGET_CEILING_SECONDS = 600;
/** Container start, collection and the run on the untouched code. */
const START_SECONDS = 120;

/**
 * Runs these cases of a candidate against every mutant of the changed lines that is not known to be equivalent.
 * Gives the full matrix, or why there is none; never throws for a failure of the machinery.
 */
export async function mutateCandidate(
  candidate: Pick<Candidate, "path" | "source">,
  cases: string[],
  snapshot: Pinned,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<Matrix> {
  const equivalent = new Set(snapshot.baseline.equivalent);
  const mutants = snapshot.mutants.filter((mutant) => !equivalent.has(mutant.id));
  if (mutants.length === 0) return { status: "not-measured", reason: "no mutant can be made of the changed lines" };
  if (cases.length === 0) return { status: "not-measured", reason: "no test of this file passes in every run on the head" };
  const budget_seconds = Math.min(BUDGET_CEILING_SECONDS, Math.max(BUDGET_FLOOR_SECONDS, SECONDS_PER_MUTANT * mutants.length));
  const asked = await askMutants(
    ports.sandbox,
    {
      mutants,
      groups: [{ id: "candidate", select: cases, until: "all", cases_per_mutant: null }],
      timeout: TIMEOUT,
      budget_seconds,
    },
    {
      image: snapshot.environment.image,
      tree: await ports.forge.readTree(snapshot.head_sha),
      overlay: [{ path: candidate.path, source: candidate.source }],
      seconds: budget_seconds + START_SECONDS,
      signal,
      onProgress: ({ done, total }) =>
        ports.events({ event: "progress", stage: "execute", item: "mutants", done, total, seconds: null }),
    },
  );
  if (asked.status === "failed") return { status: "not-measured", reason: asked.reason };
  const waiting = asked.answer.mutants.filter((mutant) => mutant.status === "not-run");
  if (waiting.length > 0) {
    const item = `${waiting.length} mutants were not tried on ${candidate.path}: ${waiting[0]?.reason ?? "no reason given"}`;
    ports.events({ event: "note", stage: "execute", item, done: null, total: null, seconds: null });
  }
  const known = new Set(mutants.map((mutant) => mutant.id));
  return {
    status: "measured",
    results: { ...asked.answer, mutants: asked.answer.mutants.filter((mutant) => known.has(mutant.id)) },
  };
}
