import type { Execution } from "../../domain/execution.ts";
import type { Outcome } from "../../domain/outcome.ts";
import type { Answer } from "../../frameworks/protocol.ts";
import { functionOf } from "../shared/function-of.ts";

type VariationResult = Answer<"run">["variations"][number];
type HeadRun = (Execution & { status: "ran" })["head"][number];

/**
 * One variation's result with an outcome for every case of the candidate at `path`: what the runner did not list did not
 * run, and the collection error or the way the run ended says why. A variation the runner left out has crashed, and so has
 * one where something else than the candidate could not be loaded (a conftest): that is not the candidate's doing. A function
 * with cases nobody knows of has none that can be told apart.
 */
export function completeOutcomes(variation: string, result: VariationResult | undefined, path: string, cases: string[]): HeadRun {
  if (result === undefined) {
    const reason = "the runner gave no result for this variation";
    return { variation, status: "crashed", outcomes: cases.map((name) => ({ case: name, status: "did-not-run", reason })) };
  }
  const ours = new Set(cases);
  const known = new Map(result.outcomes.map((outcome) => [outcome.case, outcome]));
  const reason = whyMissing(result);
  const strange = casesByFunction(
    result.outcomes.filter((outcome) => outcome.status !== "did-not-run" && !ours.has(outcome.case)),
  );
  const outcomes = cases.map((name): Outcome => {
    const other = strange.get(functionOf(name));
    if (other !== undefined) return { case: name, status: "did-not-run", reason: otherName(other) };
    return known.get(name) ?? { case: name, status: "did-not-run", reason };
  });
  const elsewhere = result.outcomes.length === 0 && result.collection_errors.some((error) => error.path !== path);
  const own = result.collection_errors.some((error) => error.path === path);
  return { variation, status: elsewhere && !own ? "crashed" : result.status, outcomes };
}

/** Of each test function, the first of these cases. */
function casesByFunction(outcomes: Outcome[]): Map<string, string> {
  return new Map(outcomes.toReversed().map((outcome) => [functionOf(outcome.case), outcome.case]));
}

/** A case that comes and goes cannot be told from another one, so its whole function has no result in this run. */
function otherName(name: string): string {
  return `its cases have other names in this run (${name}): one holds an address, a hash or something else that changes`;
}

function whyMissing(result: VariationResult): string {
  const error = result.collection_errors[0];
  if (error) return `${error.path} could not be collected: ${error.exception}: ${error.message}`;
  if (result.status === "timed-out") return result.reason ?? "the run was stopped before this case began";
  if (result.status === "crashed") return result.reason ?? "the run crashed before this case gave a result";
  return "the framework did not collect it";
}
