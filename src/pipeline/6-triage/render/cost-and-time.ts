import type { Report } from "../../../domain/report.ts";
import { writtenAndKept } from "./kept-tests.ts";
import { inlineCode } from "./untrusted.ts";
import { count, duration, percent } from "./words.ts";

/** What the run took: time by stage, sandbox seconds, tokens and money. */
export function costAndTimeSection(report: Report): string[] {
  const stages = Object.entries(report.timings).map(([stage, seconds]) => `${inlineCode(stage, 40)} ${duration(seconds)}`);
  const total = Object.values(report.timings).reduce((sum, seconds) => sum + seconds, 0);
  const by_stage = stages.length > 0 ? [`By stage: ${stages.join(", ")}.`] : [];
  return [
    "## Cost and time",
    `${writtenAndKept(report)} · ${duration(total)}, containers together ${duration(report.usage.sandbox_seconds)} · ${costOf(report)}`,
    ...by_stage,
    ...modelLine(report),
  ];
}

/** `no model was used`, or tokens and dollars; an unknown price is said, not guessed. */
export function costOf({ usage }: Report): string {
  const read = usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens;
  const tokens = read + usage.output_tokens;
  if (tokens === 0 && usage.calls === 0) return "no model was used, so it cost nothing";
  const price = usage.cost_usd === null ? "price not known" : `$${usage.cost_usd.toFixed(2)}`;
  const cached =
    usage.cache_read_tokens === 0 ? "" : ` (${percent(usage.cache_read_tokens, read)} of what was read from the cache)`;
  return `${tokens.toLocaleString("en-US")} tokens${cached}, ${price}`;
}

/** How a model came to its tests: `9 questions, 2 rounds, 3 repairs, 1 replan`. Nothing without a model. */
export function authoringOf({ usage, authoring }: Report): string[] {
  if (usage.calls === 0) return [];
  const { rounds, repairs, replans, stuck } = authoring;
  return [
    [
      count(usage.calls, "question"),
      count(rounds, "round"),
      ...(repairs > 0 ? [count(repairs, "repair")] : []),
      ...(replans > 0 ? [count(replans, "replan")] : []),
      ...(stuck.length > 0 ? [`${count(stuck.length, "target")} stuck`] : []),
    ].join(", "),
  ];
}

/** The model's part, and how much of the run's own budget it took. */
function modelLine(report: Report): string[] {
  const words = authoringOf(report).map((said) => `The model: ${said}.`);
  const stuck = report.authoring.stuck.map((target) => inlineCode(target, 120));
  const own = report.budgets
    .filter(({ scope }) => scope === "run")
    .map(({ measure, spent, limit }) => figure(spent, limit, measure));
  return [
    [
      ...words,
      ...(stuck.length > 0 ? [`No draft stood for ${stuck.join(", ")}.`] : []),
      ...(own.length > 0 ? [`Of the run's budget: ${own.join(", ")}.`] : []),
    ].join(" "),
  ].filter((line) => line !== "");
}

function figure(spent: number, limit: number, measure: string): string {
  const shown = (value: number) => (Math.round(value * 100) / 100).toLocaleString("en-US");
  return `${shown(spent)} of ${shown(limit)} ${measure}`;
}
