import type { Report } from "../../../domain/report.ts";
import type { RunEnd } from "../../../domain/run-end.ts";
import { isNotCommitted } from "../../shared/not-committed.ts";
import { bugLines } from "./contradiction.ts";
import { authoringOf, costOf } from "./cost-and-time.ts";
import { criteriaAtAGlance } from "./criteria-table.ts";
import { droppedTestsSection } from "./dropped-tests.ts";
import { fitBlocks, needed, optional } from "./fit.ts";
import { fold } from "./fold.ts";
import { endHeadline } from "./headline.ts";
import { keptTestsSection, writtenAndKept } from "./kept-tests.ts";
import { reportMarker } from "./marker.ts";
import { patchBlock } from "./patch-block.ts";
import { proofOf } from "./proof-of.ts";
import { survivorsSection } from "./survivors.ts";
import { suspectedBugsSection } from "./suspected-bugs.ts";
import { inlineCode, prose, tableRow } from "./untrusted.ts";
import { capitalised, count, duration } from "./words.ts";

const SHOWN_ROWS = 6;
const FOLDED_ROWS = 60;
/** Kept tests told in full; when that is too long, the few. */
const FOLDED_TESTS = [30, 5];
const SHOWN_FILES = 3;

export interface CommentInput {
  run_id: string;
  end: RunEnd;
  /** Where the check run is shown, when there is one. */
  check_run_url: string | null;
}

/**
 * The one comment of a pull request: what was proven, what is suspected, criterion -> test -> proof, where the tests are. A
 * reader takes it in within ten seconds: at most 25 lines are visible, everything else is folded. At most `BYTE_LIMIT` bytes.
 */
export function renderComment({ run_id, end, check_run_url }: CommentInput): string {
  const { report } = end;
  const { claim, facts } = endHeadline(end);
  const headline = `${reportMarker(run_id)}\n${[`**${claim}**`, ...facts].join(" · ")}`;
  const reason = end.status === "done" ? [] : [prose(sentence(end.reason), 600)];
  if (report === null) return fitBlocks(needed(headline, ...reason, footer(null, check_run_url)), "");
  const visible = needed(headline, ...reason, ...bugLines(report), ...glance(report), ...delivery(report));
  const end_of_it = needed(footer(report, check_run_url));
  const [whole = "", short = ""] = FOLDED_TESTS.map((tests) =>
    fitBlocks([...visible, ...optional(...foldedSections(report, tests)), ...end_of_it], LEFT_OUT),
  );
  return whole.includes(LEFT_OUT) ? short : whole;
}

const LEFT_OUT = "Some details are too long for a comment; the report has all of them.";

/** The criteria, or without any the tests; when there is nothing to show for any of them they can wait. */
function glance(report: Report): string[] {
  const { criteria, tests, suspected_bugs } = report;
  if (tests.length + suspected_bugs.length === 0) return [];
  if (criteria.length > 0) return [criteriaAtAGlance(criteria.slice(0, SHOWN_ROWS), report)];
  const rows = tests.slice(0, SHOWN_ROWS).map((test) => {
    return tableRow([proofOf(test), prose(test.shows, 120), inlineCode(test.name, 100)]);
  });
  return [["| proof | what it shows | test |", "|---|---|---|", ...rows].join("\n")];
}

/** Where the tests are now. What is not on the branch is here, to be applied by hand. */
function delivery({ git, files, warnings }: Report): string[] {
  if (files.length === 0) return [];
  const names = files.slice(0, SHOWN_FILES).map((file) => inlineCode(file.path, 120));
  const listed = `${names.join(", ")}${files.length > SHOWN_FILES ? ` and ${files.length - SHOWN_FILES} more` : ""}`;
  if (git.pull_request_url !== null) return [`In a pull request of their own, ${git.pull_request_url}: ${listed}`];
  if (git.commit_sha !== null) return [`Committed as ${git.commit_sha.slice(0, 12)}: ${listed}`];
  const why = warnings.filter(isNotCommitted).map((warning) => `${prose(warning, 400)} `);
  const { patch, missing } = patchBlock(files);
  const left = missing.slice(0, SHOWN_FILES).map((file) => inlineCode(file.path, 120));
  const absent = `Too long for a comment, or not fit for a terminal: ${left.join(", ")}${missing.length > SHOWN_FILES ? " and more" : ""}`;
  return [
    `${why.join("")}${patch === null ? absent : `They are here to be applied: ${listed}`}`,
    ...(patch === null ? [] : [fold("The tests as a patch", patch, ...(missing.length === 0 ? [] : [absent]))]),
  ];
}

/** Everything there is to open, the most telling first. */
function foldedSections(report: Report, tests_shown: number): string[] {
  const { criteria, tests, survivors, warnings } = report;
  const glanced = glance(report).length > 0 ? SHOWN_ROWS : 0;
  const more = criteria.slice(glanced, glanced + FOLDED_ROWS);
  const another = glanced > 0 ? "more " : "";
  const notes = warnings.filter((warning) => !isNotCommitted(warning)).map((warning) => `- ${prose(warning, 400)}`);
  return [
    ...foldAny(
      count(criteria.length - glanced, `${another}criterion`, `${another}criteria`),
      more.length > 0 ? [criteriaAtAGlance(more, report)] : [],
    ),
    ...foldAny("How to see what is suspected", suspectedBugsSection(report).slice(1)),
    ...foldAny(
      `${count(tests.length, "kept test")}, each with a mutant it kills`,
      keptTestsSection(report, tests_shown).slice(1),
    ),
    ...foldAny(
      survivors.length > 0 ? `Still untested: ${count(survivors.length, "edit")} of the changed lines` : "Still untested",
      survivorsSection(report).slice(1),
    ),
    ...droppedTestsSection(report),
    ...foldAny("Good to know", notes.length > 0 ? [notes.join("\n")] : []),
  ];
}

function foldAny(title: string, content: string[]): string[] {
  return content.length > 0 ? [fold(title, ...content)] : [];
}

/** A reason with a beginning and an end. */
function sentence(reason: string): string {
  return /[.!?…]$/.test(reason) ? capitalised(reason) : `${capitalised(reason)}.`;
}

function footer(report: Report | null, check_run_url: string | null): string {
  const whole = check_run_url === null ? [] : [`[the whole run](${check_run_url})`];
  if (report === null) return [...whole, "`/tfactory test` starts again", "`/tfactory help`"].join(" · ");
  const seconds = Object.values(report.timings).reduce((sum, stage) => sum + stage, 0);
  const next = [
    ...(report.tests.length > 0 ? ["`/tfactory explain <test>`"] : []),
    ...(report.dropped.length > 0 ? ["`/tfactory why-not <test>`"] : []),
    ...(report.git.commit_sha !== null && report.git.pull_request_url === null ? ["`/tfactory undo`"] : []),
    "`/tfactory help`",
  ];
  return [
    [writtenAndKept(report), duration(seconds), costOf(report), ...authoringOf(report), ...whole].join(" · "),
    `Next: ${next.join(" · ")}`,
  ].join("\\\n");
}
