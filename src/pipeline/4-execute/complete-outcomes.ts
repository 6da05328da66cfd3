import type { Execution, Outcome } from "../../domain/outcome.ts";
import type { Answer } from "../../frameworks/protocol.ts";

type VariationResult = Answer<"run">["variations"][number];
type HeadRun = (Execution & { status: "ran" })["head"][number];

/**
 * One variation's result with an outcome for every case of the candidate at `path`: what the runner did not list did not
 * run, and the collection error or the way the run ended says why. A variation the runner left out has crashed, and so has
 * one where something else than the candidate could not be loaded (a conftest): that is not the candidate's doing.
 */
export function completeOutcomes(variation: string, result: VariationResult | undefined, path: string, cases: string[]): HeadRun {
  if (result === undefined) {
    const reason = "the runner gave no result for this variation";
    return { variation, status: "crashed", outcomes: cases.map((name) => ({ case: name, status: "did-not-run", reason })) };
  }
  const known = new Map(result.outcomes.map((outcome) => [outcome.case, outcome]));
  const reason = whyMissing(result);
  const outcomes = cases.map((name): Outcome => known.get(name) ?? { case: name, status: "did-not-run", reason });
  const elsewhere = result.outcomes.length === 0 && result.collection_errors.some((error) => error.path !== path);
  const own = result.collection_errors.some((error) => error.path === path);
  return { variation, status: elsewhere && !own ? "crashed" : result.status, outcomes };
}

function whyMissing(result: VariationResult): string {
  const error = result.collection_errors[0];
  if (error) return `${error.path} could not be collected: ${error.exception}: ${error.message}`;
  if (result.status === "timed-out") return result.reason ?? "the run was stopped before this case began";
  if (result.status === "crashed") return result.reason ?? "the run crashed before this case gave a result";
  return "the framework did not collect it";
}
