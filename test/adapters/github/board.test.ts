import { describe, expect, test } from "vitest";
import { GitHubBoard } from "../../../src/adapters/github/board.ts";
import { closeOrphans } from "../../../src/adapters/github/check-runs.ts";
import type { Handover } from "../../../src/domain/handover.ts";
import type { RunEvent } from "../../../src/domain/run.ts";
import type { RunEnd } from "../../../src/domain/run-end.ts";
import { aReport } from "../../fakes/a-report.ts";
import { aReported } from "../../fakes/a-reported-test.ts";
import { aMutant } from "../../pipeline/builders.ts";
import { type AnApp, anApp, asked, expectContractKept, faults } from "./an-app.ts";

const PULL = { repository: "acme/calc", number: 1 };

async function aBoard(overrides: Partial<Handover> = {}, run_id = "run-1", there?: AnApp) {
  const app = there ?? (await anApp());
  const { story, time, at, onProblem } = app;
  const board = new GitHubBoard(at, time, onProblem);
  const handover = asked(story, overrides);
  const run = { run_id, handover, head_sha: story.head_sha, spec: null };
  const github = {
    checks: (sha = story.head_sha) => story.github.checkRuns("acme/calc", sha),
    comments: () => story.github.comments(PULL),
  };
  return { ...app, board, run, ...github };
}
function anEvent(event: RunEvent["event"], stage: RunEvent["stage"], overrides: Partial<RunEvent> = {}): RunEvent {
  const empty = { item: null, done: null, total: null, seconds: null };
  return { run_id: "run-1", at: "2026-01-01T14:25:03.000Z", event, stage, ...empty, ...overrides };
}
function done(report = aReport()): RunEnd {
  return { status: "done", report };
}

describe("the check run", () => {
  test("is queued at once and found again by the run's id", async () => {
    const { story, board, run, checks, ...app } = await aBoard();
    const opened = await board.open(run);
    expect(checks()).toMatchObject([{ id: opened.check_run_id, name: "TFactory", status: "queued", external_id: "run-1" }]);
    const again = await aBoard({}, "run-1", { story, ...app });
    expect(await again.board.open(again.run)).toEqual(opened);
    const other = await aBoard({}, "run-2", { story, ...app });
    await other.board.open(other.run);
    expect(checks()).toHaveLength(2);
    expectContractKept(story);
  });

  test("shows the run while it goes on and ends with its conclusion, its buttons and its result", async () => {
    const { story, board, run, checks, problems } = await aBoard();
    await board.open(run);
    board.tell(anEvent("stage-started", "snapshot"));
    board.tell(anEvent("progress", "snapshot", { item: "the existing tests", done: 1, total: 2 }));
    await expect.poll(() => checks()[0]?.status).toBe("in_progress");
    expect(checks()[0]?.output.title).toMatch(/^1\/7 Reading the change/);
    const { check_run_url } = await board.conclude(done());
    expect(checks()).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
    expect(checks()[0]?.output).toMatchObject({ title: "No test is worth adding", summary: "No test is worth adding" });
    expect(checks()[0]?.actions.map((action) => action.identifier)).toEqual(["rerun", "more"]);
    expect(check_run_url).toContain(`${checks()[0]?.id}`);
    expect(problems).toEqual([]);
    expectContractKept(story);
  });

  test("is not concluded before the update that is on its way has arrived", async () => {
    const { board, run, checks, at } = await aBoard();
    await board.open(run);
    const { octokit } = await at();
    const arrives = Promise.withResolvers<void>();
    const begun: string[] = [];
    octokit.hook.before("request", async (options) => {
      begun.push(`${options.method} ${options.status ?? ""}`.trim());
      if (options.status === "in_progress") await arrives.promise;
    });
    board.tell(anEvent("stage-started", "snapshot"));
    await expect.poll(() => begun).toEqual(["PATCH in_progress"]);
    const concluded = board.conclude(done());
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toEqual(["PATCH in_progress"]);
    arrives.resolve();
    await concluded;
    expect(checks()).toMatchObject([{ status: "completed" }]);
  });

  test.each([
    [{ status: "failed", reason: "the engine is gone", report: null } as const, "failure"],
    [{ status: "cancelled", reason: "bob asked for it", report: null } as const, "cancelled"],
    [{ status: "superseded", reason: "a newer commit", report: null } as const, "cancelled"],
    [{ status: "timed-out", reason: "30 minutes are over", report: null } as const, "timed_out"],
  ])("of a run that is $status ends too", async (end, conclusion) => {
    const { story, board, run, checks, comments } = await aBoard();
    await board.open(run);
    await board.conclude(end);
    expect(checks()).toMatchObject([{ status: "completed", conclusion }]);
    expect(comments()).toHaveLength(end.status === "superseded" ? 0 : 1);
    expectContractKept(story);
  });

  test("annotates in batches of 50, each place once, also when an answer is lost", async () => {
    const survivors = Array.from({ length: 120 }, (_, index) => ({
      ...aMutant(`m${index}`, index + 1, { path: "calc.py" }),
      reached: true,
    }));
    const { story, board, run, checks } = await aBoard();
    await board.open(run);
    story.github.fail({ method: "PATCH", path: /check-runs/, status: 502, after: true });
    await board.conclude(done(aReport({ survivors })));
    expect(checks()[0]?.annotations.map((annotation) => annotation.start_line)).toEqual(survivors.map(({ line }) => line));
    expect(checks()[0]?.conclusion).toBe("neutral");
    expectContractKept(story);
  });

  test("that GitHub does not take is sent once more in few words", async () => {
    const { story, board, run, checks } = await aBoard();
    await board.open(run);
    story.github.fail({
      method: "PATCH",
      path: /check-runs/,
      status: 422,
      body: { message: "Only 65535 characters are allowed" },
    });
    await board.conclude(done());
    expect(checks()).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
    expect(checks()[0]?.output.summary).toMatch(/did not take the whole report/);
    expectContractKept(story);
  });

  test("is also on our own commit, completed, and only once", async () => {
    const { story, board, run, checks, ...app } = await aBoard();
    await board.open(run);
    const commit_sha = await story.github.commit({
      repository: "acme/calc",
      branch: "feature",
      user: "alice",
      message: "tests",
      files: { "tests/test_x.py": "x = 1\n" },
    });
    const tests = [aReported()];
    const report = aReport({ tests, git: { ...aReport().git, commit_sha } });
    await board.conclude(done(report));
    const again = await aBoard({}, "run-1", { story, ...app });
    await again.board.open(again.run);
    await again.board.conclude(done(report));
    expect(checks(commit_sha)).toMatchObject([{ name: "TFactory", status: "completed", conclusion: "success" }]);
    expect(checks()).toHaveLength(1);
    expectContractKept(story);
  });

  test("of a fork's pull request is on the fork's commit, in the repository that was asked", async () => {
    const { story, board, run, checks } = await aBoard();
    await story.github.fork("acme/calc", "bob");
    const files = { "calc.py": "x = 1\n" };
    const head_sha = await story.github.commit({ repository: "bob/calc", branch: "main", user: "bob", message: "x", files });
    await story.github.openPullRequest({ repository: "acme/calc", user: "bob", title: "x", head: "bob:main" });
    await board.open({ ...run, head_sha, handover: { ...run.handover, pull_request: 2, head_sha } });
    await board.conclude(done());
    expect(checks(head_sha)).toMatchObject([{ status: "completed" }]);
    expect(story.github.comments({ ...PULL, number: 2 })).toHaveLength(1);
    expectContractKept(story);
  });

  test("of a run that nobody works on any more is closed", async () => {
    const { story, board, run, checks, at } = await aBoard();
    await board.open(run);
    expect(await closeOrphans(await at(), [story.head_sha], new Set(["run-1"]))).toBe(0);
    expect(await closeOrphans(await at(), [story.head_sha, story.head_sha], new Set())).toBe(1);
    expect(checks()).toMatchObject([{ status: "completed", conclusion: "cancelled" }]);
    expectContractKept(story);
  });
});

describe("the comment", () => {
  test("is one, edited in place, whoever copied its marker", async () => {
    const { story, board, run, comments, ...app } = await aBoard();
    story.github.addComment({ ...PULL, user: "bob", body: "<!-- tfactory:v1 run=run_2d1 -->\nfake" });
    await board.open(run);
    const { pr_comment_url } = await board.conclude(done());
    const again = await aBoard({}, "run-2", { story, ...app });
    await again.board.open(again.run);
    const second = await again.board.conclude({ status: "failed", reason: "the engine is gone", report: null });
    expect(second.pr_comment_url).toBe(pr_comment_url);
    expect(comments().map((comment) => comment.body.split("\n")[1])).toEqual(["fake", "**The run failed**"]);
    expectContractKept(story);
  });

  test("that was deleted is written anew", async () => {
    const { story, board, run, comments, ...app } = await aBoard();
    await board.open(run);
    await board.conclude(done());
    story.github.deleteComment(comments()[0]?.id ?? 0, "alice");
    const again = await aBoard({}, "run-2", { story, ...app });
    await again.board.open(again.run);
    await again.board.conclude(done());
    expect(comments()).toHaveLength(1);
    expectContractKept(story);
  });
});

test("the label that asked for the run goes when it ends, and only then", async () => {
  const { story, board, run } = await aBoard({ github: null });
  const github = asked(story).github;
  if (github === null) throw new Error("no github");
  run.handover = asked(story, { github: { ...github, trigger: "label" } });
  story.github.addLabel({ ...PULL, user: "bob", label: "tfactory:test" });
  story.github.addLabel({ ...PULL, user: "bob", label: "bug" });
  await board.open(run);
  expect(story.github.issue(PULL).labels).toEqual(["tfactory:test", "bug"]);
  await board.conclude(done());
  expect(story.github.issue(PULL).labels).toEqual(["bug"]);
  expectContractKept(story);
});

const writes: [string, { method: string; path: RegExp }][] = [
  ["creating the check run", { method: "POST", path: /\/check-runs$/ }],
  ["updating the check run", { method: "PATCH", path: /\/check-runs\// }],
  ["creating the comment", { method: "POST", path: /\/comments$/ }],
  ["minting a token", { method: "POST", path: /\/access_tokens$/ }],
  ["looking for what is there", { method: "GET", path: /\/(check-runs|comments)/ }],
];

describe.each(writes)("when %s fails", (_write, hit) => {
  test("in any way: one check run per run, concluded, and one comment", async () => {
    const app = await anApp();
    for (const [index, [name, fault]] of faults.entries()) {
      const { story, board, run, checks, comments, problems, time } = await aBoard({}, `run-${index}`, app);
      for (const comment of comments()) story.github.deleteComment(comment.id, "alice");
      app.reconnect();
      time.waits.length = 0;
      story.github.fail({ ...hit, ...fault, times: 2 });
      await board.open(run);
      board.tell(anEvent("stage-started", "snapshot"));
      await board.conclude(done());
      const ours = checks().filter((check) => check.external_id === run.run_id);
      expect(ours, name).toMatchObject([{ status: "completed", conclusion: "neutral" }]);
      expect(comments(), name).toHaveLength(1);
      expect(problems.splice(0).filter((problem) => !problem.startsWith("show the run"))).toEqual([]);
      expect(time.waits.length, name).toBeGreaterThan(0);
      story.github.clearFailures();
    }
    expectContractKept(app.story);
  });
});

test("editing the comment lands in the end, however it fails", async () => {
  const app = await anApp();
  for (const [index, [name, fault]] of [...faults, ...faults].entries()) {
    const { story, board, run, comments } = await aBoard({}, `run-${index}`, app);
    if (index > 0) story.github.fail({ method: "PATCH", path: /\/issues\/comments\//, ...fault, times: 2 });
    await board.open(run);
    await board.conclude(done());
    expect(comments(), name).toHaveLength(1);
    expect(comments()[0]?.body, name).toContain(`run=run_2d${index} `);
  }
  expectContractKept(app.story);
});

describe("an end that can not be told", () => {
  test("is tried for an hour, then the rest is told", async () => {
    const { story, board, run, comments, problems, time } = await aBoard();
    await board.open(run);
    const began = time.now().getTime();
    story.github.fail({ method: "PATCH", path: /\/check-runs\//, status: 503, times: 10_000 });
    expect(await board.conclude(done())).toMatchObject({ check_run_url: null, pr_comment_url: expect.any(String) });
    expect((time.now().getTime() - began) / 1000).toBeGreaterThan(3000);
    expect(problems[0]).toMatch(/^conclude the check run: .*503/);
    expect(comments()).toHaveLength(1);
  });

  test("because the App is gone, asks no more", async () => {
    const { story, board, run, problems, time, reconnect } = await aBoard();
    await board.open(run);
    story.github.uninstall("tfactory", "acme/calc");
    reconnect(); // Octokit would wait for a token it has just minted
    const before = story.github.requests.length;
    expect(await board.conclude(done())).toEqual({ check_run_url: null, pr_comment_url: null });
    expect(problems.length).toBeGreaterThan(0);
    expect(story.github.requests.length - before).toBeLessThan(10);
    expect(time.waits).toEqual([]);
  });
});
