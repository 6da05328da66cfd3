import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createRepository } from "../../src/adapters/git/create-repository.ts";
import { Report } from "../../src/domain/report.ts";
import { TestPlan } from "../../src/domain/test-plan.ts";
import { type CliResult, startCli } from "./start-cli.ts";

const FIXTURE = fileURLToPath(new URL("../../fixtures/cassettes/pytest-hours/", import.meta.url));
const ANSWERS = join(FIXTURE, "answers");

let folder: string;
let repository: string;
let result: CliResult;
let report: Report;

/** `tfactory run` on a repository, with answers that were written down before and nobody to ask. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tfactory-replay-"));
  repository = join(folder, "hours");
  await createRepository(repository, [
    { branch: "main", folder: join(FIXTURE, "base"), message: "Before\n" },
    { branch: "feature", folder: join(FIXTURE, "head"), message: "After\n" },
  ]);
  const argv = ["run", "--base", "main", "--head", "feature", "--spec", join(FIXTURE, "spec.md"), "--json"];
  const env = { TFACTORY_CASSETTE: "replay", TFACTORY_CASSETTE_FOLDER: ANSWERS, TFACTORY_DATA: join(folder, "data") };
  result = await startCli(argv, { cwd: repository, env }).result;
  if (result.code !== 0) throw new Error(`exit ${result.code}: ${result.stderr.slice(-3000)}`);
  report = Report.parse(JSON.parse(result.stdout));
}, 900_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the tests of the recorded answers are kept, each in its author's name", () => {
  expect(report.author).toBe("anthropic");
  expect(report.tests.map(({ name, author, verdict }) => [name, author, verdict.kind])).toEqual([
    ["test_seconds_are_given_as_hours", "anthropic", "accept"],
    ["test_an_hour_that_has_begun_does_not_count", "anthropic", "accept"],
  ]);
  expect(report.criteria).toMatchObject([{ id: "AC-1", grade: "verified" }]);
  expect(report.tests[0]?.evidence.relevance).toMatchObject({ status: "measured", value: { votes: ["high", "high"] } });
});

test("every answer was used once, and every one of them says that it was written by hand", () => {
  const files = readdirSync(ANSWERS);
  const origins = files.map((name) => JSON.parse(readFileSync(join(ANSWERS, name), "utf8")).origin);
  expect(origins).toEqual(files.map(() => "written by hand"));
  expect(report.usage).toMatchObject({ calls: files.length, input_tokens: 0, cost_usd: 0 });
});

test("the plan lies beside the report", () => {
  const plan = TestPlan.parse(JSON.parse(readFileSync(join(repository, "tfactory-out", "test_plan.json"), "utf8")));
  expect(plan).toEqual(report.test_plan);
  expect(plan.phases.flatMap((phase) => phase.subtasks)).toMatchObject([
    { id: "unit:hours/clock.py", status: "completed", target: "hours/clock.py::hours", rationale: "shows AC-1" },
  ]);
});
