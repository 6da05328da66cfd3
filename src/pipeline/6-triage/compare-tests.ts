import type { ReportedTest } from "../../domain/report.ts";

const ORACLES: readonly ReportedTest["oracle"][] = ["criterion", "docstring", "characterization"];

/**
 * The order in which tests of equal proof are preferred: accepted before flagged, an expected value someone stated before a
 * pinned one, fewer findings, fewer mocks, faster; then by name, so that the choice is the same every time.
 */
export function compareTests(one: ReportedTest, other: ReportedTest): number {
  return (
    Number(one.verdict.kind === "flag") - Number(other.verdict.kind === "flag") ||
    ORACLES.indexOf(one.oracle) - ORACLES.indexOf(other.oracle) ||
    untidiness(one) - untidiness(other) ||
    slowness(one) - slowness(other) ||
    compareText(`${one.file}::${one.name}`, `${other.file}::${other.name}`)
  );
}

function untidiness({ evidence: { lint } }: ReportedTest): number {
  return lint.status === "measured" ? lint.value.findings.length + lint.value.mocks : 0;
}

/** In tenths of a second: smaller differences are noise. */
function slowness({ evidence: { head } }: ReportedTest): number {
  if (head.status === "not-measured" || head.value.outcome.status !== "passed") return 0;
  return Math.round(head.value.outcome.seconds * 10);
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
