import type { Finding } from "../../domain/candidate.ts";

/** A finding of the host's own about a whole file, or about one test of it: `case`. No symbol is looked up for it. */
export function ownFinding(finding: Pick<Finding, "rule" | "kind" | "path" | "message"> & Partial<Finding>): Finding {
  return { severity: "high", line: 1, case: null, fix: null, answered_by: null, nearest: null, ...finding };
}
