import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hermeticEnvironment } from "../../src/adapters/git/git.ts";
import { sampleRepository } from "../../src/cli/sample-repository.ts";
import { Report } from "../../src/domain/report.ts";
import { RunEvent } from "../../src/domain/run.ts";
import { leftOver } from "./left-over.ts";
import { type CliResult, startCli } from "./start-cli.ts";

const SPEC = fileURLToPath(new URL("../../fixtures/repos/pytest-duration/spec.md", import.meta.url));

let folder: string;
let repository: string;
let result: CliResult;
let report: Report;

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: repository, env: hermeticEnvironment(), encoding: "utf8" }).trim();
}

/** One real run on the sample repository with a real engine; the tests look at what it left behind. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tfactory-e2e-"));
  repository = join(folder, "sample");
  await sampleRepository("pytest-duration", repository);
  const argv = ["run", "--base", "main", "--head", "feature", "--spec", SPEC, "--commit", "--json"];
  result = await startCli(argv, { cwd: repository }).result;
  if (result.code !== 0) throw new Error(`exit ${result.code}: ${result.stderr.slice(-3000)}`);
  report = Report.parse(JSON.parse(result.stdout));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("tests are kept and the exit code says so", () => {
  expect(result.code).toBe(0);
  expect(report.status).toBe("done");
  expect(report.tests.length).toBeGreaterThanOrEqual(3);
});

test("every kept test ran in every variation, passed on the head and broke under none", () => {
  for (const { name, evidence } of report.tests) {
    expect(evidence.executed, name).toMatchObject({ status: "measured" });
    expect(evidence.head, name).toMatchObject({ status: "measured", value: { outcome: { status: "passed" } } });
    expect(evidence.stability, name).toMatchObject({ status: "measured", value: { stable: true, broke_under: [] } });
    if (evidence.head.status === "measured") {
      expect(evidence.head.value.runs, name).toBeGreaterThanOrEqual(3);
      expect(evidence.head.value.passed, name).toBe(evidence.head.value.runs);
    }
    if (evidence.executed.status === "measured") expect(evidence.executed.value.executed, name).toBeGreaterThanOrEqual(3);
  }
});

test("every accepted test fails on the base or kills a mutant of a changed line", () => {
  const accepted = report.tests.filter(({ verdict }) => verdict.kind === "accept");
  expect(accepted.length).toBeGreaterThanOrEqual(1);
  for (const { name, evidence } of accepted) {
    expect(evidence.base.status, name).toBe("measured");
    expect(evidence.mutation.status, name).toBe("measured");
    const red = evidence.base.status === "measured" && evidence.base.value.result === "red";
    const kills = evidence.mutation.status === "measured" ? evidence.mutation.value.kills.length : 0;
    expect(red || kills > 0, name).toBe(true);
  }
});

test("coverage, lint and criteria are measured; relevance is not, and says why", () => {
  for (const { name, evidence, criteria } of report.tests) {
    expect([evidence.coverage.status, evidence.lint.status, evidence.criterion.status], name).toEqual(Array(3).fill("measured"));
    expect(evidence.relevance, name).toEqual({ status: "not-measured", reason: expect.stringMatching(/\w/) });
    if (evidence.criterion.status === "measured") expect(evidence.criterion.value.claims, name).toEqual(criteria);
  }
});

test("the broken criterion is a suspected bug with the value that was expected, and no test pins it", () => {
  expect(report.suspected_bugs).toMatchObject([{ criteria: ["AC-4"], verdict: { kind: "suspected-bug" } }]);
  expect(JSON.stringify(report.suspected_bugs)).toContain("172800");
  const grades = Object.fromEntries(report.criteria.map(({ id, grade }) => [id, grade]));
  expect(grades).toMatchObject({ "AC-1": "verified", "AC-2": "verified", "AC-4": "contradicted", "AC-5": "verified" });
  expect(report.files.map((file) => file.source).join()).not.toContain("57600");
});

test("the numbers of the lane fit the tests", () => {
  const unit = report.lane_results.unit;
  expect(unit?.tests_accepted).toBe(report.tests.filter(({ verdict }) => verdict.kind === "accept").length);
  expect(unit?.suspected_bugs).toBe(1);
  expect(unit?.mutants.killed_after ?? 0).toBeGreaterThan(unit?.mutants.killed_before ?? 0);
  expect(unit?.changed_line_coverage.after ?? 0).toBeGreaterThan(unit?.changed_line_coverage.before ?? 0);
  expect(unit?.changed_line_coverage.after ?? 0).toBeLessThanOrEqual(unit?.changed_line_coverage.total ?? 0);
});

test("the branch has exactly one commit more, which adds the kept files and nothing else", () => {
  expect(git("rev-parse", "feature")).toBe(report.git.commit_sha);
  expect(git("rev-list", "--count", `${report.head_sha}..feature`)).toBe("1");
  const added = report.files.map((file) => `A\t${file.path}`).join("\n");
  expect(git("diff", "--name-status", report.head_sha, "feature")).toBe(added);
  expect(git("log", "-1", "--format=%(trailers:key=TFactory-Run,valueonly)", "feature")).toBe(report.run_id);
  expect(git("status", "--porcelain")).toBe("");
});

test("the patch in the out folder gives the same tree as the commit", () => {
  const out = join(repository, "tfactory-out");
  git("checkout", "--quiet", "--detach", report.head_sha);
  git("apply", "--index", join(out, "tests.patch"));
  expect(git("write-tree")).toBe(git("rev-parse", "feature^{tree}"));
  for (const { path, source } of report.files) expect(readFileSync(join(out, "files", path), "utf8")).toBe(source);
  expect(Report.parse(JSON.parse(readFileSync(join(out, "report.json"), "utf8")))).toEqual(report);
  expect(readFileSync(join(out, "report.md"), "utf8")).toContain("AC-4");
});

test("every claim of the report is seen again by the command it gives, and one that is not so is found out", async () => {
  const [bug] = report.suspected_bugs;
  const tests = [...report.tests, ...report.suspected_bugs];
  expect(bug?.replay).toBe(`tfactory replay tfactory-out/report.json "${bug?.name}"`);
  const replay = await startCli(["replay", "tfactory-out/report.json"], { cwd: repository }).result;
  expect(replay.stdout).toContain(`${bug?.file}::${bug?.name} (suspected bug)\n`);
  expect(replay.stdout).toContain("  fails on the head by its assertion in every run: again\n");
  expect(replay.stdout.match(/ mutants? of the changed lines by an assertion: again/g)?.length).toBeGreaterThanOrEqual(3);
  expect(replay.stdout).toMatch(new RegExp(`\nAll seen again: \\d+ claims of ${tests.length} tests\\.\n$`));
  expect(replay.code).toBe(0);

  const forged = { ...report, tests: report.suspected_bugs, suspected_bugs: [], files: report.bug_files };
  writeFileSync(join(folder, "forged.json"), JSON.stringify(forged));
  const argv = ["replay", join(folder, "forged.json"), bug?.name ?? "", "--json"];
  const found = await startCli(argv, { cwd: repository }).result;
  expect(found.code).toBe(1);
  expect(JSON.parse(found.stdout).tests[0].rechecks).toContainEqual(
    expect.objectContaining({ says: "passes on the head in every run", status: "not-again" }),
  );
}, 900_000);

test("no path of this machine is in the report", () => {
  expect(result.stdout).not.toContain(folder);
  expect(result.stdout).not.toContain(fileURLToPath(new URL("../..", import.meta.url)));
});

test("stderr is one event per line, with every stage begun and ended", () => {
  const events = result.stderr
    .trim()
    .split("\n")
    .map((line) => RunEvent.parse(JSON.parse(line)));
  const ended = events.filter(({ event }) => event === "stage-finished").map(({ stage }) => stage);
  expect(ended).toEqual(["snapshot", "plan", "generate", "execute", "evaluate", "triage", "publish"]);
  expect(report.timings.snapshot).toBeGreaterThan(0);
  expect(report.usage.sandbox_seconds).toBeGreaterThan(0);
  expect(report.usage.cost_usd ?? 0).toBe(0);
});

test("no container or volume is left", async () => {
  expect(await leftOver(result.pid)).toEqual([]);
});
