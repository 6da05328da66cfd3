import type { Report, ReportedTest } from "../../../domain/report.ts";
import { fence, inlineCode, prose, REPLAY_LIMIT } from "./untrusted.ts";
import { count } from "./words.ts";

/** Each suspected bug: what was expected and by whom, what the head does, and how to see it again. */
export function suspectedBugsSection(report: Report): string[] {
  if (report.suspected_bugs.length === 0) return [];
  const lead =
    report.suspected_bugs.length === 1
      ? "One test fails on the head in every run, and the value it expects was stated by someone. It is not committed."
      : `${count(report.suspected_bugs.length, "test")} fail on the head in every run, and the values they expect were stated by someone. They are not committed.`;
  return ["## Suspected bugs", lead, ...report.suspected_bugs.flatMap((test) => bug(test, report))];
}

function bug(test: ReportedTest, report: Report): string[] {
  const stated = report.criteria.filter((criterion) => test.criteria.includes(criterion.id));
  const sources =
    stated.length > 0
      ? stated.map((criterion) => `**${criterion.id}** says: ${prose(criterion.text)}`)
      : [`The docstring of ${inlineCode(test.symbol ?? "the symbol")} says otherwise.`];
  const { head } = test.evidence;
  const failure = head.status === "measured" && head.value.outcome.status === "failed" ? head.value.outcome.failure : null;
  return [
    ...sources,
    `The head, in ${head.status === "measured" ? `all ${head.value.runs} runs` : "every run"} of ${inlineCode(test.name)}:`,
    fence("", failure === null ? test.verdict.reasons.join("\n") : `${failure.exception}: ${failure.message}`, 12),
    `See it again: ${inlineCode(test.replay, REPLAY_LIMIT)}`,
  ];
}
