import type { QualityGate } from "../../../domain/handover.ts";
import type { Report } from "../../../domain/report.ts";
import type { RunEnd } from "../../../domain/run-end.ts";
import { count } from "./words.ts";

export type Conclusion = "success" | "neutral" | "failure" | "cancelled" | "timed_out";

/**
 * What the check run says of a run: `success` when tests were added, `neutral` when nothing was worth adding or a bug is
 * suspected (that is for a person to judge), `failure` when the machinery failed or the repository's own gate is not met, and
 * then why.
 */
export function concludeRun(end: RunEnd, gate: QualityGate | null): { conclusion: Conclusion; unmet: string[] } {
  switch (end.status) {
    case "failed":
      return { conclusion: "failure", unmet: [] };
    case "timed-out":
      return { conclusion: "timed_out", unmet: [] };
    case "cancelled":
    case "superseded":
      return { conclusion: "cancelled", unmet: [] };
    case "done": {
      const { report } = end;
      const unmet = gate === null ? [] : unmetRules(report, gate);
      if (unmet.length > 0) return { conclusion: "failure", unmet };
      const added = report.git.commit_sha !== null;
      return { conclusion: added && report.suspected_bugs.length === 0 ? "success" : "neutral", unmet };
    }
  }
}

/** The rules of the gate in `.tfactory.yml` that this report does not meet, each in a few words. */
function unmetRules({ tests, suspected_bugs }: Report, gate: QualityGate): string[] {
  const flagged = tests.filter((test) => test.verdict.kind === "flag").length;
  const accepted = tests.length - flagged;
  const { min_accepted = 0, max_flag_rate = 1, block_on_suspected_bug = false } = gate;
  return [
    ...(accepted < min_accepted ? [`${count(accepted, "test")} accepted, at least ${min_accepted} asked for`] : []),
    ...(flagged > max_flag_rate * tests.length ? [`${flagged} of ${count(tests.length, "test")} flagged, above the limit`] : []),
    ...(block_on_suspected_bug && suspected_bugs.length > 0 ? [count(suspected_bugs.length, "suspected bug")] : []),
  ];
}
