import type { Evidence } from "../../src/domain/evidence.ts";
import type { LaneResult, Report } from "../../src/domain/report.ts";

/** What an author brought about in one case, or in all of them. */
export interface Score {
  /** Tests that were written and judged. */
  written: number;
  kept: number;
  flagged: number;
  suspected_bugs: number;
  /** Of the kept: they fail on the base by their assertion. */
  red: number;
  mutants: { total: number; before: number; after: number };
  lines: { total: number; before: number; after: number };
  criteria: { total: number; verified: number };
  calls: number;
  /** Of the model: everything it read, and what of that was read from the provider's cache. */
  input_tokens: number;
  cached_tokens: number;
  output_tokens: number;
  /** `null`: the price is not known. */
  usd: number | null;
  seconds: number;
}
export type Scored = { id: string } & ({ status: "done"; score: Score } | { status: "failed"; reason: string; seconds: number });

/** The score of a finished run. What was not measured counts as nothing killed or covered. */
export function scoreOf(report: Report, seconds: number): Score {
  const { tests, dropped, suspected_bugs, criteria, usage } = report;
  const lane = bestLane(report);
  const mutants = lane?.mutants;
  const lines = lane?.changed_line_coverage;
  return {
    written: tests.length + dropped.length + suspected_bugs.length,
    kept: tests.length,
    flagged: tests.filter(({ verdict }) => verdict.kind === "flag").length,
    suspected_bugs: suspected_bugs.length,
    red: tests.filter(({ evidence }) => isRed(evidence)).length,
    mutants: { total: mutants?.total ?? 0, before: mutants?.killed_before ?? 0, after: mutants?.killed_after ?? 0 },
    lines: { total: lines?.total ?? 0, before: lines?.before ?? 0, after: lines?.after ?? 0 },
    criteria: { total: criteria.length, verified: criteria.filter(({ grade }) => grade === "verified").length },
    calls: usage.calls,
    input_tokens: usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens,
    cached_tokens: usage.cache_read_tokens,
    output_tokens: usage.output_tokens,
    usd: usage.calls === 0 ? 0 : usage.cost_usd,
    seconds,
  };
}

/** The sum of all cases that were done; money is known only when it is in every one. */
export function totalOf(scored: Scored[]): Score {
  const scores = scored.flatMap((one) => (one.status === "done" ? [one.score] : []));
  const sum = (of: (score: Score) => number) => scores.reduce((all, score) => all + of(score), 0);
  return {
    written: sum((one) => one.written),
    kept: sum((one) => one.kept),
    flagged: sum((one) => one.flagged),
    suspected_bugs: sum((one) => one.suspected_bugs),
    red: sum((one) => one.red),
    mutants: {
      total: sum((one) => one.mutants.total),
      before: sum((one) => one.mutants.before),
      after: sum((one) => one.mutants.after),
    },
    lines: { total: sum((one) => one.lines.total), before: sum((one) => one.lines.before), after: sum((one) => one.lines.after) },
    criteria: { total: sum((one) => one.criteria.total), verified: sum((one) => one.criteria.verified) },
    calls: sum((one) => one.calls),
    input_tokens: sum((one) => one.input_tokens),
    cached_tokens: sum((one) => one.cached_tokens),
    output_tokens: sum((one) => one.output_tokens),
    usd: scores.some(({ usd }) => usd === null) ? null : sum((one) => one.usd ?? 0),
    seconds: sum((one) => one.seconds),
  };
}

const HEAD = [
  "case",
  "written",
  "kept (flagged)",
  "RED on the base",
  "mutants killed",
  "changed lines covered",
  "criteria verified",
  "suspected bugs",
  "tokens in (cached) / out",
  "cost",
  "seconds",
];

/** The scorecard as a Markdown table: a row per case, then all of them. */
export function renderScorecard(scored: Scored[]): string {
  const rows = scored.map((one) =>
    one.status === "done"
      ? [one.id, ...cells(one.score)]
      : [one.id, `failed: ${one.reason.replace(/[\s|]+/g, " ").slice(0, 160)}`],
  );
  return [HEAD, HEAD.map(() => "---"), ...rows, ["**all**", ...cells(totalOf(scored))]]
    .map((row) => `| ${row.join(" | ")} |`)
    .join("\n");
}

function cells(score: Score): string[] {
  const { written, kept, flagged, red, mutants, lines, criteria, suspected_bugs, usd } = score;
  const rise = ({ total, before, after }: Score["lines"]) => `${before} → ${after} of ${total}`;
  const tokens = `${score.input_tokens} (${score.cached_tokens}) / ${score.output_tokens}`;
  const each = usd === null || kept === 0 ? "" : `, $${(usd / kept).toFixed(3)} per kept test`;
  return [
    String(written),
    `${kept} (${flagged})`,
    String(red),
    rise(mutants),
    rise(lines),
    `${criteria.verified} of ${criteria.total}`,
    String(suspected_bugs),
    score.calls === 0 ? "no model" : tokens,
    score.calls === 0 ? "nothing" : usd === null ? "price not known" : `$${usd.toFixed(2)}${each}`,
    String(Math.round(score.seconds)),
  ];
}

/** Lanes share one set of mutants and lines; the one that shows most speaks for the run. */
function bestLane({ lane_results }: Report): LaneResult | undefined {
  const shows = ({ mutants, changed_line_coverage }: LaneResult) =>
    (mutants.killed_after ?? 0) + (changed_line_coverage.after ?? 0);
  return Object.values(lane_results).toSorted((a, b) => shows(b) - shows(a))[0];
}

function isRed({ base }: Evidence): boolean {
  return base.status === "measured" && base.value.result === "red";
}
