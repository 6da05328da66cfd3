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
