import type { CriterionResult, Report } from "../../../domain/report.ts";
import { nothingWasJudged } from "./headline.ts";
import { proofOf } from "./proof-of.ts";
import { inlineCode, prose, tableRow } from "./untrusted.ts";

const SHOWN_TESTS = 3;

const GRADES: Readonly<Record<CriterionResult["grade"], string>> = {
  verified: "**verified**",
  "weakly-verified": "weakly verified",
  contradicted: "**contradicted**",
  unverifiable: "not testable here",
  untested: "untested",
};

/** The criterion ledger: criterion, test, proof; a criterion without a test has the reason in the place of the proof. */
export function criteriaSection(report: Report): string[] {
  if (report.criteria.length === 0 || nothingWasJudged(report)) return [];
  const rows = report.criteria.map((criterion) =>
    tableRow([
      `**${criterion.id}** ${prose(criterion.text, 160)}`,
      GRADES[criterion.grade],
      testsCell(criterion),
      proofCell(criterion, report),
    ]),
  );
  const unread = report.unrepresented_sections.map((section) => inlineCode(section, 80)).join(", ");
  return [
    "## Criteria",
    ["| criterion | grade | test | proof |", "|---|---|---|---|", ...rows].join("\n"),
    ...(unread === "" ? [] : [`Sections of the specification that gave no criterion: ${unread}.`]),
  ];
}

/** What stood in for criteria when nobody stated any, and which tests speak of it; nothing when none does. */
export function inferredSection({ inferred_criteria = [] }: Report): string[] {
  if (inferred_criteria.every(({ tests }) => tests.length === 0)) return [];
  const rows = inferred_criteria.map((criterion) =>
    tableRow([`${criterion.id} ${prose(criterion.text, 160)}`, inlineCode(criterion.origin, 80), testsCell(criterion)]),
  );
  return [
    "## Inferred criteria",
    "Nobody stated acceptance criteria. These were read out of the title and the docstrings of what changed; they helped to plan and prove nothing.",
    ["| inferred | from | test |", "|---|---|---|", ...rows].join("\n"),
  ];
}

const MARKS: Readonly<Record<CriterionResult["grade"], string>> = {
  verified: "✅",
  "weakly-verified": "🟡",
  contradicted: "❌",
  unverifiable: "➖",
  untested: "⬜",
};

/**
 * The same in three columns, for a reader with ten seconds: a mark per criterion, and the grade in words where it is not
 * "verified". Names of tests are last: GitHub does not break them, and on a narrow page what is last is out of sight.
 */
export function criteriaAtAGlance(criteria: CriterionResult[], report: Report): string {
  const rows = criteria.map((criterion) => {
    const { grade, id, text } = criterion;
    const shown = `${MARKS[grade]} **${id}** ${prose(text, 120)}`;
    return tableRow([shown, glanceProof(criterion, report), testsCell(criterion)]);
  });
  return ["| criterion | proof | test |", "|---|---|---|", ...rows].join("\n");
}

/** What is contradicted has been told above the table. */
function glanceProof(criterion: CriterionResult, report: Report): string {
  if (criterion.grade === "contradicted") return `${GRADES.contradicted}, see above`;
  const proof = proofCell(criterion, report);
  return criterion.grade === "verified" ? proof : `${GRADES[criterion.grade]}: ${proof}`;
}

function testsCell({ tests }: CriterionResult): string {
  if (tests.length === 0) return "–";
  const more = tests.length > SHOWN_TESTS ? [`and ${tests.length - SHOWN_TESTS} more`] : [];
  return [...tests.slice(0, SHOWN_TESTS).map((name) => inlineCode(name, 100)), ...more].join("<br>");
}

function proofCell(criterion: CriterionResult, report: Report): string {
  if (criterion.grade !== "verified") return prose(criterion.reason, 200);
  const proving = report.tests.filter((test) => criterion.tests.includes(test.name) && test.criteria.includes(criterion.id));
  return [...new Set(proving.slice(0, SHOWN_TESTS).map(proofOf))].join("<br>");
}
