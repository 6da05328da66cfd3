import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { readCases, repositoryOf } from "../../bench/eval/read-cases.ts";
import { renderScorecard, type Scored, scoreOf, totalOf } from "../../bench/eval/scorecard.ts";
import { openRepository } from "../../src/adapters/git/open-repository.ts";
import { UserError } from "../../src/errors.ts";
import { aReport } from "../fakes/a-report.ts";
import { aReported } from "../fakes/a-reported-test.ts";

const run = promisify(execFile);

async function folder(files: Record<string, string>): Promise<string> {
  const place = await mkdtemp(join(tmpdir(), "tfactory-cases-"));
  onTestFinished(() => rm(place, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(join(place, path, ".."), { recursive: true });
    await writeFile(join(place, path), text);
  }
  return place;
}

test("a case is a folder with base and head, or a repository, with its specification", async () => {
  const place = await folder({
    "b/base/a.py": "a = 1\n",
    "b/head/a.py": "a = 2\n",
    "b/spec.feature": "Feature: b\n",
    "c/.git/HEAD": "ref: refs/heads/main\n",
    "c.spec.md": "# c\n",
    "a/base/a.py": "",
    "a/head/a.py": "",
    "notes/readme.md": "",
  });
  expect(readCases(place, []).map(({ id, spec }) => [id, spec])).toEqual([
    ["a", null],
    ["b", { path: "spec.feature", text: "Feature: b\n" }],
    ["c", { path: "c.spec.md", text: "# c\n" }],
  ]);
  expect(readCases(place, ["b"]).map(({ id }) => id)).toEqual(["b"]);
  const [made] = readCases(place, ["b"]);
  if (made === undefined) throw new Error("it was found above");
  const { git_dir } = await openRepository(await repositoryOf(made, join(place, "room")));
  const { stdout } = await run("git", ["--git-dir", git_dir, "show", "feature:a.py"]);
  expect(stdout).toBe("a = 2\n");
});

test.each([
  ["no folder", {}, ["x"], "There is no case x in"],
  ["nothing in it", { "notes/readme.md": "" }, [], "holds no case"],
])("%s is said in a sentence", async (_what, files, wanted, message) => {
  const place = await folder(files);
  expect(() => readCases(place, wanted)).toThrow(UserError);
  expect(() => readCases(place, wanted)).toThrow(message);
});

const usage = {
  ...aReport().usage,
  calls: 3,
  input_tokens: 100,
  cache_read_tokens: 700,
  cache_write_tokens: 200,
  output_tokens: 50,
};
const criterion = { text: "x", origin: "spec.md:1", reason: "", tests: [] };
const lane = {
  ...{ tests_generated: 3, tests_accepted: 1, tests_flagged: 1, tests_rejected: 1, suspected_bugs: 0, coverage_delta_pct: null },
  changed_line_coverage: { total: 10, before: 2, after: 9 },
  mutants: { total: 8, killed_before: 1, killed_after: 6, survived: 2, timed_out: 0, not_run: 0 },
  ...{ flake_warnings: [], hallucination_replans: 0 },
};
const red = aReported();
const report = aReport({
  usage: { ...usage, cost_usd: 0.3 },
  lane_results: { unit: lane },
  criteria: [
    { ...criterion, id: "AC-1", grade: "verified" },
    { ...criterion, id: "AC-2", grade: "untested" },
  ],
  tests: [
    {
      ...red,
      evidence: { ...red.evidence, base: { status: "measured", value: { result: "red", outcome: null, stripped: "passes" } } },
    },
    { ...aReported({ name: "test_b" }), verdict: { kind: "flag", rule: "11-flag", reasons: ["x"] } },
  ],
  dropped: [{ ...aReported({ name: "test_c" }), dropped_because: "rejected" }],
});

test("the score of a run is what its report says", () => {
  expect(scoreOf(report, 12)).toEqual({
    written: 3,
    kept: 2,
    flagged: 1,
    suspected_bugs: 0,
    red: 1,
    mutants: { total: 8, before: 1, after: 6 },
    lines: { total: 10, before: 2, after: 9 },
    criteria: { total: 2, verified: 1 },
    calls: 3,
    input_tokens: 1000,
    cached_tokens: 700,
    output_tokens: 50,
    usd: 0.3,
    seconds: 12,
  });
});

test("a case that failed is in the table and in no sum; an unknown price stays unknown", () => {
  const scored: Scored[] = [
    { id: "a", status: "done", score: scoreOf(report, 12) },
    { id: "b", status: "failed", reason: "no |\n engine", seconds: 1 },
    { id: "c", status: "done", score: { ...scoreOf(report, 3), usd: null } },
  ];
  expect(totalOf(scored)).toMatchObject({ kept: 4, red: 2, usd: null, seconds: 15 });
  const rows = renderScorecard(scored).split("\n").slice(2);
  expect(rows).toEqual([
    "| a | 3 | 2 (1) | 1 | 1 → 6 of 8 | 2 → 9 of 10 | 1 of 2 | 0 | 1000 (700) / 50 | $0.30, $0.150 per kept test | 12 |",
    "| b | failed: no engine |",
    "| c | 3 | 2 (1) | 1 | 1 → 6 of 8 | 2 → 9 of 10 | 1 of 2 | 0 | 1000 (700) / 50 | price not known | 3 |",
    "| **all** | 6 | 4 (2) | 2 | 2 → 12 of 16 | 4 → 18 of 20 | 2 of 4 | 0 | 2000 (1400) / 100 | price not known | 15 |",
  ]);
});

test("the explorer, which costs nothing, says so", () => {
  const free = scoreOf(aReport(), 1);
  expect(free.usd).toBe(0);
  expect(renderScorecard([{ id: "a", status: "done", score: free }])).toContain("| no model | nothing |");
});
