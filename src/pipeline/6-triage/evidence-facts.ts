import type { Evidence } from "../../domain/evidence.ts";
import type { ReportedTest } from "../../domain/report.ts";

/** Questions about evidence that several parts of the report ask. What was not measured is always "no" or "none". */

export function isRed({ base }: Evidence): boolean {
  return base.status === "measured" && base.value.result === "red";
}

export function killsOf({ mutation }: Evidence): string[] {
  return mutation.status === "measured" ? mutation.value.kills : [];
}

export function timedOutOf({ mutation }: Evidence): string[] {
  return mutation.status === "measured" ? mutation.value.timed_out : [];
}

/** Mutants this test runs without noticing them: it passes, or it fails by an error. */
export function unnoticedOf({ mutation }: Evidence): string[] {
  return mutation.status === "measured" ? [...mutation.value.survived, ...mutation.value.killed_by_error] : [];
}

export function notRunOf({ mutation }: Evidence): string[] {
  return mutation.status === "measured" ? mutation.value.not_run : [];
}

/** RED on the base or a mutant of a changed line killed by assertion. */
export function isProven(evidence: Evidence): boolean {
  return isRed(evidence) || killsOf(evidence).length > 0;
}

/** Whether this test alone makes a criterion verified: accepted, proven, its literals there, its expected value not the head's own. */
export function verifies(test: ReportedTest, criterion: string): boolean {
  const claim = test.evidence.criterion;
  return (
    test.verdict.kind === "accept" &&
    test.criteria.includes(criterion) &&
    test.oracle !== "characterization" &&
    claim.status === "measured" &&
    claim.value.missing_literals.length === 0 &&
    isProven(test.evidence)
  );
}
