import type { Report, ReportedTest } from "../../../domain/report.ts";
import type { Mutant } from "../../../domain/snapshot.ts";
import { killsOf } from "../evidence-facts.ts";
import { mutantDiff } from "./mutant-diff.ts";
import { proofOf } from "./proof-of.ts";
import { htmlCode, inlineCode, prose, REPLAY_LIMIT } from "./untrusted.ts";
import { count } from "./words.ts";

/**
 * The kept tests by file, each with what it shows and, folded, one mutant it kills and how to see it again; at most `limit`
 * of them.
 */
export function keptTestsSection(report: Report, limit = Number.POSITIVE_INFINITY): string[] {
  if (report.tests.length === 0) return [];
  const generated = Object.values(report.lane_results).reduce((sum, lane) => sum + lane.tests_generated, 0);
  const lost = generated > report.tests.length ? ` ${generated} were written; these keep everything they proved.` : "";
  const shown = report.files.flatMap((file) => report.tests.filter((test) => test.file === file.path)).slice(0, limit);
  const more = report.tests.length - shown.length;
  return [
    "## Kept tests",
    `A killed mutant is an edit of a changed line that makes the test fail by its own assertion.${lost}`,
    ...shown.flatMap((test, index) => [
      ...(shown[index - 1]?.file === test.file ? [] : [`### ${inlineCode(test.file)}`]),
      keptTest(test, report),
    ]),
    ...(more > 0 ? [`and ${more} more in report.json`] : []),
  ];
}

function keptTest(test: ReportedTest, report: Report): string {
  const shows = test.shows === "" ? "" : ` ${prose(test.shows)}`;
  const criteria = test.criteria.length > 0 ? ` · ${test.criteria.join(", ")}` : "";
  const flag =
    test.verdict.kind === "flag" ? [`Flagged: ${test.verdict.reasons.map((reason) => prose(reason)).join("; ")}`, ""] : [];
  const mutant = tellingMutant(test, report);
  const receipt = mutant === null ? [] : ["", mutantDiff(mutant)];
  const label = mutant === null ? "how to see it again" : "a mutant it kills, and how to see it again";
  return [
    `**${inlineCode(test.name)}**${shows}`,
    "",
    `${proofOf(test)}${criteria} · expected value: ${ORACLES[test.oracle]}`,
    "",
    ...flag,
    `<details><summary>${htmlCode(test.name, 80)}: ${label}</summary>`,
    ...receipt,
    "",
    inlineCode(test.replay, REPLAY_LIMIT),
    "",
    "</details>",
  ].join("\n");
}

const ORACLES: Readonly<Record<ReportedTest["oracle"], string>> = {
  criterion: "from the criterion",
  docstring: "from the docstring",
  characterization: "what the head does",
};

/** Of the mutants it kills, the one fewest other kept tests kill: that one says most about this test. */
function tellingMutant(test: ReportedTest, report: Report): Mutant | null {
  const killers = (id: string) => report.tests.filter((other) => killsOf(other.evidence).includes(id)).length;
  const known = killsOf(test.evidence).flatMap((id) => report.mutants.filter((mutant) => mutant.id === id));
  return known.reduce<Mutant | null>(
    (best, mutant) => (best === null || killers(mutant.id) < killers(best.id) ? mutant : best),
    null,
  );
}

/** `12 written, 5 kept`, for a line of numbers. */
export function writtenAndKept(report: Report): string {
  const generated = Object.values(report.lane_results).reduce((sum, lane) => sum + lane.tests_generated, 0);
  return `${count(generated, "test")} written, ${report.tests.length} kept`;
}
