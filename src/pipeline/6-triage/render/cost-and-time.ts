import type { Report } from "../../../domain/report.ts";
import { writtenAndKept } from "./kept-tests.ts";
import { inlineCode } from "./untrusted.ts";
import { duration } from "./words.ts";

/** What the run took: time by stage, sandbox seconds, tokens and money. */
export function costAndTimeSection(report: Report): string[] {
  const stages = Object.entries(report.timings).map(([stage, seconds]) => `${inlineCode(stage, 40)} ${duration(seconds)}`);
  const total = Object.values(report.timings).reduce((sum, seconds) => sum + seconds, 0);
  const by_stage = stages.length > 0 ? [`By stage: ${stages.join(", ")}.`] : [];
  return [
    "## Cost and time",
    `${writtenAndKept(report)} · ${duration(total)}, containers together ${duration(report.usage.sandbox_seconds)} · ${costOf(report)}`,
    ...by_stage,
  ];
}

/** `no model was used`, or tokens and dollars; an unknown price is said, not guessed. */
export function costOf({ usage }: Report): string {
  const tokens = usage.input_tokens + usage.output_tokens;
  if (tokens === 0) return "no model was used, so it cost nothing";
  const price = usage.cost_usd === null ? "price not known" : `$${usage.cost_usd.toFixed(2)}`;
  return `${tokens.toLocaleString("en-US")} tokens, ${price}`;
}
