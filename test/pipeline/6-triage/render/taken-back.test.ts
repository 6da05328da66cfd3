import { expect, test } from "vitest";
import { renderTakenBack } from "../../../../src/pipeline/6-triage/render/taken-back.ts";
import { aReport } from "../../../fakes/a-report.ts";
import { aReported } from "../../../fakes/a-reported-test.ts";

const URL = "https://github.example/acme/durations/runs/1";
const two = [aReported({ name: "test_a" }), aReported({ name: "test_`b`" })];
const report = aReport({ tests: two, suspected_bugs: [], git: { ...aReport().git, commit_sha: "c".repeat(40) } });
const taken = { report, test: null, check_run_url: URL, gate: null };
const [first = aReported(), second = aReported()] = two;

test("an undone commit has no tests, which is neither good nor bad", () => {
  const { conclusion, output } = renderTakenBack(taken);
  expect([conclusion, output.title]).toEqual(["neutral", "The tests were taken back"]);
  expect(output.summary).toBe(
    `This commit takes back the tests of a run on \`${report.head_sha.slice(0, 12)}\`. [The whole run](${URL})`,
  );
});

test("without one test the others are still good; without the last one nothing is", () => {
  const dropped = renderTakenBack({ ...taken, test: second });
  expect([dropped.conclusion, dropped.output.title]).toEqual(["success", "test_`b` was taken out, 1 test is left"]);
  expect(dropped.output.summary).toContain("takes `` test_`b` `` out of the tests");
  const last = renderTakenBack({ ...taken, report: { ...report, tests: [first] }, test: first });
  expect([last.conclusion, last.output.title]).toEqual(["neutral", "test_a was taken out, 0 tests are left"]);
});

test("the repository's gate holds for what is left", () => {
  const gate = { min_accepted: 2 };
  const { conclusion, output } = renderTakenBack({ ...taken, test: first, gate });
  expect(conclusion).toBe("failure");
  expect(output.summary).toContain("**The quality gate is not met:** 1 test accepted, at least 2 asked for");
});
