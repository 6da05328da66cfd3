import type { DroppedTest, Report } from "../../../domain/report.ts";
import { inlineCode, prose, tableRow } from "./untrusted.ts";
import { count } from "./words.ts";

const SHOWN = 40;

/** Why tests are dropped, in the words of a table and of a sum. */
const droppedWords: Readonly<Record<DroppedTest["dropped_because"], string>> = {
  rejected: "rejected",
  duplicate: "duplicate",
  subsumed: "nothing to add",
  "flag-not-committed": "flagged",
  "not-run": "not run",
  "over-limit": "over the limit",
};

/** The tests that were not kept, folded, with the rule and the reason. */
export function droppedTestsSection({ dropped }: Report): string[] {
  if (dropped.length === 0) return [];
  const rows = dropped
    .slice(0, SHOWN)
    .map((test) => tableRow([inlineCode(test.name, 100), whyDropped(test), prose(test.verdict.reasons[0] ?? "", 200)]));
  return [
    [
      `<details><summary>${count(dropped.length, "test")} not kept: ${sumUpDropped(dropped)}</summary>`,
      "",
      "| test | dropped because | reason |",
      "|---|---|---|",
      ...rows,
      ...(dropped.length > SHOWN ? ["", `and ${dropped.length - SHOWN} more in report.json`] : []),
      "",
      "</details>",
    ].join("\n"),
  ];
}

/** `3 rejected, 2 nothing to add`. */
export function sumUpDropped(dropped: DroppedTest[]): string {
  const kinds = Object.keys(droppedWords) as DroppedTest["dropped_because"][];
  const sums = kinds.map((kind) => ({ kind, sum: dropped.filter((test) => test.dropped_because === kind).length }));
  return sums
    .filter(({ sum }) => sum > 0)
    .map(({ kind, sum }) => `${sum} ${droppedWords[kind]}`)
    .join(", ");
}

function whyDropped(test: DroppedTest): string {
  const words = droppedWords[test.dropped_because];
  return test.dropped_because === "rejected" ? `${words} (${inlineCode(test.verdict.rule, 40)})` : words;
}
