import type { Candidate } from "../../domain/candidate.ts";
import type { Execution, Outcome } from "../../domain/outcome.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { askRunner } from "../../frameworks/ask-runner.ts";
import type { Ports } from "../../ports.ts";
import { limitsFor } from "./limits.ts";
import { referenceVariation } from "./variations.ts";

type BaseRun = Pick<Execution & { status: "ran" }, "base" | "base_problem">;

/**
 * Runs the candidate's file once on the tree of the base, in the head's environment. Gives its outcomes, or why there are
 * none: `cannot-load` when the file itself could not be collected (it needs what the change adds), `did-not-run` otherwise.
 */
export async function runOnBase(
  candidate: Candidate,
  cases: string[],
  snapshot: Snapshot,
  ports: Pick<Ports, "sandbox" | "forge">,
  signal: AbortSignal,
): Promise<BaseRun> {
  const { seconds, ...limits } = limitsFor(snapshot.baseline, cases.length, 1, []);
  const asked = await askRunner(
    ports.sandbox,
    "run",
    { select: [candidate.path], variations: [referenceVariation()], coverage_of: null, ...limits },
    {
      image: snapshot.environment.image,
      tree: await ports.forge.readTree(snapshot.base_sha),
      overlay: [{ path: candidate.path, source: candidate.source }],
      seconds,
      signal,
    },
  );
  if (asked.status === "failed") return didNotRun(asked.reason);
  const [result] = asked.answer.variations;
  if (result === undefined) return didNotRun("the runner gave no result");
  const own = result.collection_errors.find((error) => error.path === candidate.path);
  if (own) return { base: null, base_problem: { kind: "cannot-load", reason: `${own.exception}: ${own.message}` } };
  if (result.outcomes.length > 0) return { base: knownOnly(result.outcomes, cases), base_problem: null };
  const other = result.collection_errors[0];
  if (other) return didNotRun(`${other.path} could not be loaded: ${other.exception}: ${other.message}`);
  return didNotRun(result.reason ?? "no case was collected");
}

function didNotRun(reason: string): BaseRun {
  return { base: null, base_problem: { kind: "did-not-run", reason } };
}

/** Cases that exist only on the base (a parametrisation over the product's own data) say nothing about the candidate. */
function knownOnly(outcomes: Outcome[], cases: string[]): Outcome[] {
  const known = new Set(cases);
  return outcomes.filter((outcome) => known.has(outcome.case));
}
