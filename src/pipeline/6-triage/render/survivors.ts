import type { Report, Survivor } from "../../../domain/report.ts";
import { nothingWasJudged } from "./headline.ts";
import { mutantDiff } from "./mutant-diff.ts";
import { count } from "./words.ts";

const SHOWN = 5;
const FOLDED = 20;

/** Edits of changed lines that no test notices, as hints for the next test to write: first those that tests run. */
export function survivorsSection(report: Report): string[] {
  if (nothingWasJudged(report)) return [];
  const survivors = [...report.survivors].sort((one, other) => Number(other.reached) - Number(one.reached));
  const untried = untriedSentence(report);
  if (survivors.length === 0) return untried === null ? [] : ["## Still untested", untried];
  const more = survivors.slice(SHOWN, SHOWN + FOLDED);
  const rest = survivors.length - SHOWN - more.length;
  return [
    "## Still untested",
    `${whatSurvived(report)}. A test that fails when a line says this is worth writing.`,
    ...(untried === null ? [] : [untried]),
    ...survivors.slice(0, SHOWN).map(survivorDiff),
    ...(more.length === 0
      ? []
      : [
          [
            `<details><summary>${more.length} more</summary>`,
            "",
            more.map(survivorDiff).join("\n\n"),
            ...(rest > 0 ? ["", `and ${rest} more in report.json`] : []),
            "",
            "</details>",
          ].join("\n"),
        ]),
  ];
}

function whatSurvived(report: Report): string {
  const reached = report.survivors.filter((mutant) => mutant.reached).length;
  const unreached = report.survivors.length - reached;
  if (!Object.values(report.lane_results).some((lane) => lane.mutants.killed_before !== null)) {
    return `${count(reached, "edit")} of the changed lines that these tests run and do not notice (what the existing tests notice is not known)`;
  }
  const parts = [
    ...(reached > 0 ? ["that tests run and do not notice"] : []),
    ...(unreached > 0 ? ["that no test reaches"] : []),
  ];
  const [first, second] = parts;
  const edits = `${count(reached > 0 ? reached : unreached, "edit")} of the changed lines ${first}`;
  return second === undefined ? edits : `${edits}, ${unreached} ${second}`;
}

function untriedSentence({ lane_results }: Report): string | null {
  const untried = Math.max(0, ...Object.values(lane_results).map((lane) => lane.mutants.not_run ?? 0));
  if (untried === 0) return null;
  return `${count(untried, "edit")} could not be tried on every test: whether a test notices ${untried === 1 ? "it" : "them"} is not known.`;
}

function survivorDiff(mutant: Survivor): string {
  return mutantDiff(mutant, mutant.reached ? "" : " no test reaches it");
}
