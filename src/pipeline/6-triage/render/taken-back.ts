import type { QualityGate } from "../../../domain/handover.ts";
import type { Report } from "../../../domain/report.ts";
import type { CheckOutput } from "./check-run.ts";
import { type Conclusion, concludeRun } from "./conclude-run.ts";
import { inlineCode, plainLine } from "./untrusted.ts";
import { count } from "./words.ts";

/** What a commit of ours took back: all tests of a run, or one of them. `report` is the run's before it did. */
export interface TakenBack {
  report: Report;
  test: { file: string; name: string } | null;
  check_run_url: string | null;
  gate: QualityGate | null;
}

/** The check run on a commit that takes tests back, so that the pull request's new head has a result too. */
export function renderTakenBack({ report, test, check_run_url, gate }: TakenBack): {
  conclusion: Conclusion;
  output: CheckOutput;
} {
  const tests = report.tests.filter((one) => test !== null && !(one.file === test.file && one.name === test.name));
  const git = { ...report.git, commit_sha: tests.length === 0 ? null : report.git.commit_sha };
  const { conclusion, unmet } = concludeRun({ status: "done", report: { ...report, tests, git } }, gate);
  const left = `${count(tests.length, "test")} ${tests.length === 1 ? "is" : "are"} left`;
  const title = test === null ? "The tests were taken back" : `${plainLine(test.name, 100)} was taken out, ${left}`;
  const what = test === null ? "takes back the tests" : `takes ${inlineCode(test.name)} out of the tests`;
  const where = check_run_url === null ? "" : ` [The whole run](${check_run_url})`;
  const gate_words = unmet.length === 0 ? "" : `\n\n**The quality gate is not met:** ${unmet.join("; ")}`;
  const summary = `This commit ${what} of a run on ${inlineCode(report.head_sha.slice(0, 12))}.${where}${gate_words}`;
  return { conclusion, output: { title, summary, text: "" } };
}
