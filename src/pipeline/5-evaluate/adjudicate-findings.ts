import type { Finding } from "../../domain/candidate.ts";
import type { Evidence } from "../../domain/evidence.ts";

/** Findings about names are provisional until the run: a static look can not see attributes made at run time. */
const PROVISIONAL: ReadonlySet<Finding["kind"]> = new Set(["import", "symbol", "fixture"]);
const CONFIRMING: ReadonlySet<string> = new Set([
  "ImportError",
  "ModuleNotFoundError",
  "AttributeError",
  "NameError",
  "TypeError",
]);

/**
 * What the run on the head says about the findings of one test. A provisional finding of a test that passes was a false
 * alarm and is dropped; one whose line, or missing name, is in the error the run raised is `confirmed`; any other stays as it is.
 */
export function adjudicateFindings(findings: Finding[], head: Evidence["head"]): { findings: Finding[]; confirmed: Finding[] } {
  if (head.status === "not-measured") return { findings, confirmed: [] };
  const { passed, outcome } = head.value;
  if (passed > 0) return { findings: findings.filter((finding) => !PROVISIONAL.has(finding.kind)), confirmed: [] };
  if (outcome.status !== "failed") return { findings, confirmed: [] };
  const { failure } = outcome;
  const confirms = CONFIRMING.has(failure.exception.split(".").at(-1) ?? "");
  const confirmed = findings.filter(
    (finding) =>
      PROVISIONAL.has(finding.kind) &&
      confirms &&
      (failure.path ?? finding.path) === finding.path &&
      (failure.line === finding.line || namesTheSame(finding.message, failure.message)),
  );
  return { findings, confirmed };
}

/** A call over several lines fails at another line than it begins: then the name that is missing tells. */
function namesTheSame(foretold: string, happened: string): boolean {
  const missing = [...foretold.matchAll(/`([^`]+)`/g)].at(-1)?.[1];
  return missing !== undefined && happened.includes(`'${missing}'`);
}
