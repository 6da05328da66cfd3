import type { Report } from "../../../domain/report.ts";
import { nothingWasJudged } from "./headline.ts";
import { mutantDiff } from "./mutant-diff.ts";
import { count } from "./words.ts";

const SHOWN = 5;
const FOLDED = 20;

/** Edits of changed lines that no test notices, as hints for the next test to write. */
export function survivorsSection(report: Report): string[] {
  const { survivors, lane_results } = report;
  if (survivors.length === 0 || nothingWasJudged(report)) return [];
  const known = Object.values(lane_results).some((lane) => lane.mutants.killed_before !== null);
  const who = known ? "no test notices" : "none of these tests notices (what the existing tests notice is not known)";
  const more = survivors.slice(SHOWN, SHOWN + FOLDED);
  const rest = survivors.length - SHOWN - more.length;
  return [
    "## Still untested",
    `${count(survivors.length, "edit")} of the changed lines that ${who}. A test that fails when a line says this is worth writing.`,
    ...survivors.slice(0, SHOWN).map(mutantDiff),
    ...(more.length === 0
      ? []
      : [
          [
            `<details><summary>${more.length} more</summary>`,
            "",
            more.map(mutantDiff).join("\n\n"),
            ...(rest > 0 ? ["", `and ${rest} more in report.json`] : []),
            "",
            "</details>",
          ].join("\n"),
        ]),
  ];
}
