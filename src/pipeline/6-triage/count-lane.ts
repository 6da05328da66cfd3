import type { LaneResult, ReportedTest } from "../../domain/report.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { describeVariation } from "../shared/describe-variation.ts";
import { liveMutants } from "./live-mutants.ts";
import type { Sorted } from "./summarise.ts";

/**
 * The numbers of one lane. `tests_accepted` and `tests_flagged` are kept tests, `tests_rejected` those the verdict table
 * rejected; duplicates and superfluous ones are only in `tests_generated`. Numbers nobody measured are `null`.
 */
export function countLane(lane: string, { tests, dropped, suspected_bugs, snapshot, replans }: Sorted): LaneResult {
  const kept = tests.filter((test) => test.lane === lane);
  const lost = dropped.filter((test) => test.lane === lane);
  const bugs = suspected_bugs.filter((test) => test.lane === lane);
  const { survivors, ...mutants } = liveMutants(snapshot, kept);
  const coverage = changedLineCoverage(snapshot, kept);
  const { total, before, after } = coverage;
  return {
    tests_generated: kept.length + lost.length + bugs.length,
    tests_accepted: kept.filter((test) => test.verdict.kind === "accept").length,
    tests_flagged: kept.filter((test) => test.verdict.kind === "flag").length,
    tests_rejected: lost.filter((test) => test.verdict.kind === "reject").length,
    suspected_bugs: bugs.length,
    coverage_delta_pct: before === null || after === null || total === 0 ? null : round((100 * (after - before)) / total),
    changed_line_coverage: coverage,
    mutants: { ...mutants, survived: mutants.killed_after === null ? null : survivors.length },
    flake_warnings: [...kept, ...lost, ...bugs].flatMap(flakeWarnings),
    hallucination_replans: replans.get(lane) ?? 0,
  };
}

/** Changed lines with a statement that the existing suite covers, and those it covers together with the kept tests. */
function changedLineCoverage(snapshot: Snapshot, kept: ReportedTest[]): LaneResult["changed_line_coverage"] {
  const changed = new Set(snapshot.executable.flatMap(({ path, lines }) => lines.map((line) => `${path}:${line}`)));
  const total = changed.size;
  if (snapshot.baseline.status === "unmeasured") return { total, before: null, after: null };
  const before = placesOf(snapshot.baseline.covered).filter((place) => changed.has(place));
  const measures = kept.flatMap(({ evidence: { coverage } }) => (coverage.status === "measured" ? [coverage.value] : []));
  if (kept.length > 0 && measures.length === 0) return { total, before: new Set(before).size, after: null };
  const after = new Set([...before, ...measures.flatMap((one) => placesOf(one.covered)).filter((place) => changed.has(place))]);
  return { total, before: new Set(before).size, after: after.size };
}

function placesOf(files: { path: string; lines: number[] }[]): string[] {
  return files.flatMap(({ path, lines }) => lines.map((line) => `${path}:${line}`));
}

function flakeWarnings({ name, evidence: { stability, lint } }: ReportedTest): string[] {
  const unstable = stability.status === "measured" && !stability.value.stable;
  const found = lint.status === "measured" ? lint.value.findings.filter((finding) => finding.kind === "flake") : [];
  return [
    ...(unstable ? [`${name}: the result differs ${stability.value.broke_under.map(describeVariation).join(", ")}`] : []),
    ...found.map((finding) => `${name}: ${finding.rule} (line ${finding.line})`),
  ];
}

function round(points: number): number {
  return Math.round(points * 10) / 10;
}
