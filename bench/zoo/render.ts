import { type Comparison, percent } from "./floor.ts";
import type { Mark, Marked, Score } from "./score.ts";

const VERDICTS = ["accept", "flag", "reject", "suspected-bug", "not-run"] as const;
const MARKS: [Mark, string][] = [
  ["false-accept", "False accepts"],
  ["false-reject", "False rejects"],
  ["misjudged", "Left out for another reason than it should be"],
];

/** The confusion table by kind, every wrong verdict with the rule that decided, and the totals. */
export function renderScore(score: Score, seconds: number): string {
  const lines = [
    "| kind | cases | accept | flag | reject | suspected bug | not run | wrong |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
  ];
  for (const [kind, row] of Object.entries(score.by_kind).sort(([one], [other]) => one.localeCompare(other))) {
    lines.push(
      `| ${[kind, row.cases, ...VERDICTS.map((verdict) => row.verdicts[verdict] || ""), row.wrong || ""].join(" | ")} |`,
    );
  }
  for (const [mark, title] of MARKS) {
    const wrong = score.cases.filter((one) => one.mark === mark);
    if (wrong.length > 0) lines.push("", `${title} (${wrong.length})`, ...wrong.flatMap(describe));
  }
  const bad = score.cases.filter(({ label }) => label === "bad").length;
  lines.push(
    "",
    `${score.cases.length} cases, ${bad} bad and ${score.cases.length - bad} good, in ${Math.round(seconds)} s: ` +
      `bad tests accepted ${percent(score.false_accept_rate)}, good tests kept ${percent(score.good_kept_rate)}, ` +
      `misjudged ${score.misjudged}`,
  );
  return lines.join("\n");
}

function describe({ habitat, file, test, label, kind, why, verdict, rule, reasons }: Marked): string[] {
  return [`  ${habitat}/${file}::${test} (${label} ${kind}: ${why})`, `    ${verdict} by ${rule}: ${reasons.join("; ")}`];
}

/** How a whole run stands against the floor, and what to do about it. */
export function renderComparison(comparison: Comparison): string {
  if (comparison.status === "below") return `Below the floor: ${comparison.worse.join("; ")}.`;
  if (comparison.status === "met") return "The floor is met.";
  return "Above the floor: `npm run zoo -- --raise-floor` writes these figures to fixtures/zoo/floor.json.";
}
