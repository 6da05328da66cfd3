import type { ReportedTest } from "../../domain/report.ts";
import { isRed } from "./evidence-facts.ts";

const ORACLES: readonly ReportedTest["oracle"][] = ["criterion", "docstring", "characterization"];

export type Compare = (one: ReportedTest, other: ReportedTest) => number;

/**
 * The order in which tests of equal proof are preferred: accepted before flagged, RED on the base, for more criteria, an
 * expected value someone stated before a pinned one, fewer findings and mocks, not slow, shorter (`lengthOf`, characters);
 * then by name, so that the choice is the same every time.
 */
export function preferenceBy(lengthOf: (test: ReportedTest) => number): Compare {
  return (one, other) =>
    Number(one.verdict.kind === "flag") - Number(other.verdict.kind === "flag") ||
    Number(isRed(other.evidence)) - Number(isRed(one.evidence)) ||
    other.criteria.length - one.criteria.length ||
    ORACLES.indexOf(one.oracle) - ORACLES.indexOf(other.oracle) ||
    untidiness(one) - untidiness(other) ||
    slowness(one) - slowness(other) ||
    lengthOf(one) - lengthOf(other) ||
    compareText(`${one.file}::${one.name}`, `${other.file}::${other.name}`);
}

function untidiness({ evidence: { lint } }: ReportedTest): number {
  return lint.status === "measured" ? lint.value.findings.length + lint.value.mocks : 0;
}

/** How many digits its whole seconds have: finer differences are noise, and the same tests must win every time. */
function slowness({ evidence: { head } }: ReportedTest): number {
  if (head.status === "not-measured" || head.value.outcome.status !== "passed") return 0;
  const seconds = Math.floor(head.value.outcome.seconds);
  return seconds === 0 ? 0 : String(seconds).length;
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
