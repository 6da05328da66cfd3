import { afterEach, describe, expect, test, vi } from "vitest";
import { defaultSettings, type Handover } from "../../src/domain/handover.ts";
import { InfrastructureError, UserError } from "../../src/errors.ts";
import type { Answer } from "../../src/frameworks/protocol.ts";
import type { Ports } from "../../src/ports.ts";
import { meterSandbox } from "../../src/runs/meter-sandbox.ts";
import { type RunWorld, runHandovers } from "../../src/runs/run-handover.ts";
import { RunStopped } from "../../src/runs/run-stopped.ts";
import { RunRecord } from "../../src/runs/runs.ts";
import { ATTEMPTS } from "../../src/runs/worker.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { FakeSandbox } from "../fakes/fake-sandbox.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { MemoryBoard } from "../fakes/memory-board.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import { MemoryStore } from "../fakes/memory-store.ts";
import { ScriptedAuthor } from "../fakes/scripted-author.ts";

const before = { "pyproject.toml": "[project]\nname = 'a'\n", "a.py": "A = 1\n", "tests/test_a.py": "" };
const after = { ...before, "a.py": "A = 1 + 1\n" };
const github = { installation_id: 1, repository_id: 1, fork: false, trigger: "comment", comment_id: 5 } as const;

function aRecord(handover: Partial<Handover> = {}, overrides: Partial<RunRecord> = {}): RunRecord {
  return RunRecord.parse({
    id: "run-1",
    handover: aHandover({ pull_request: 7, github, ...handover }),
    status: "pending",
    stage: null,
    created_at: "2026-01-01T00:00:00Z",
    finished_at: null,
    report: null,
    failure: null,
    check_run_id: null,
    check_run_url: null,
    commit_sha: null,
    attempts: 1,
    ...overrides,
  });
}

/** A run of a change that the scripted author finds nothing to write for. */
function world(overrides: Partial<RunWorld> = {}, sandbox = new FakeSandbox({ inspect: inspected, run: ran })) {
  const board = new MemoryBoard();
  const saved: Partial<RunRecord>[] = [];
  const answers: object[] = [];
  const bugs: unknown[] = [];
  const clock = new FixedClock();
  const all: RunWorld = {
    clock,
    parallel: 1,
    minutes: 30,
    stall_minutes: 60,
    board: async () => board,
    answer: async (_record, planned) => void answers.push(planned),
    connect: async (_record, events: Ports["events"]) => {
      const forge = new MemoryForge({ main: before, feature: after });
      const ports = {
        author: new ScriptedAuthor({}),
        forge,
        sandbox: meterSandbox(sandbox),
        store: new MemoryStore(),
        clock,
        events,
      };
      return { ports, complete: async (handover) => handover };
    },
    onBug: (error) => void bugs.push(error),
    keep: () => undefined,
    ...overrides,
  };
  const work = (record: RunRecord, signal = new AbortController().signal) =>
    runHandovers(all)(record, async (change) => void saved.push(change), signal);
  return { board, saved, answers, bugs, work, sandbox };
}
const inspected: Answer<"inspect"> = {
  symbols: [],
  dependencies: [],
  executable: [{ path: "a.py", lines: [1] }],
  project: {
    source_roots: ["."],
    test_dirs: ["tests"],
    test_style: "functions",
    fixtures: [],
    language_version: "3.12",
    framework_version: "8",
  },
  all_symbols: [],
  problems: [],
};
const ran = () => ({ status: "crashed", seconds: 1, reason: "no tests" }) as const;

afterEach(() => vi.useRealTimers());

describe("a run", () => {
  test("opens its board, says where it is, and concludes it with its report", async () => {
    const { board, saved, bugs, work } = world();
    const worked = await work(aRecord());
    expect(bugs).toEqual([]);
    expect(board.opened).toMatchObject([{ run_id: "run-1", handover: { pull_request: 7 } }]);
    expect(saved[0]).toEqual({ check_run_id: 1, check_run_url: "https://example.invalid/checks/1" });
    expect(saved.flatMap(({ status }) => status ?? [])).toEqual([
      "planning",
      "planning",
      "generating",
      "running",
      "evaluating",
      "triaging",
      "publishing",
    ]);
    expect(board.told.filter(({ event }) => event === "stage-started")).toHaveLength(7);
    expect(board.told.every(({ run_id, at }) => run_id === "run-1" && at !== "")).toBe(true);
    expect(board.ends).toMatchObject([{ status: "done", report: { run_id: "run-1" } }]);
    expect(worked).toMatchObject({
      status: "ended",
      end: { report: { git: { pr_comment_url: "https://example.invalid/comments/1" } } },
    });
  });

  test.each([
    [new UserError("There is no issue #9 in this repository."), "There is no issue #9 in this repository.", 0],
    [new InfrastructureError("The engine is gone."), "The engine is gone.", 0],
    [new TypeError("x is not a function"), "TFactory has a bug here. The server's log has it under run-1.", 1],
  ])("that ends with %s concludes its board with a sentence", async (error, reason, bugs) => {
    const { board, work, ...rest } = world({ connect: () => Promise.reject(error) });
    expect(await work(aRecord())).toMatchObject({ status: "ended", end: { status: "failed", reason } });
    expect(board.ends).toEqual([{ status: "failed", reason, report: null }]);
    expect(rest.bugs).toHaveLength(bugs);
  });

  test("whose check run can not be opened fails, and its end is told all the same", async () => {
    const { board, work } = world();
    board.failure = new InfrastructureError("GitHub is down.");
    await work(aRecord());
    expect(board.opened).toHaveLength(1);
    expect(board.ends).toMatchObject([{ status: "failed", reason: "GitHub is down." }]);
  });

  test("that brought the server down too often is not begun again", async () => {
    const { board, work, sandbox } = world();
    await work(aRecord({}, { attempts: ATTEMPTS + 1 }));
    expect(sandbox.requests).toEqual([]);
    expect(board.ends).toMatchObject([
      { status: "failed", reason: "The server went down 3 times while this run was going on, so it was not begun again." },
    ]);
  });
});

describe("a run that is stopped", () => {
  /** In the middle of its first container. */
  const stopped = async (how: RunStopped["how"]) => {
    const stop = new AbortController();
    const signals: AbortSignal[] = [];
    const sandbox = new FakeSandbox({
      inspect: (_body, { signal }) => {
        signals.push(signal);
        stop.abort(new RunStopped(how, "because"));
        return { status: "crashed", seconds: 0, reason: "stopped" };
      },
    });
    const { board, work } = world({}, sandbox);
    const worked = await work(aRecord(), stop.signal);
    return { board, worked, container: signals[0]?.aborted };
  };

  test.each(["cancelled", "superseded"] as const)("as %s ends its containers and concludes its board", async (how) => {
    const { board, worked, container } = await stopped(how);
    expect([container, board.ends]).toEqual([true, [{ status: how, reason: "because", report: null }]]);
    expect(worked).toMatchObject({ status: "ended" });
  });

  test.each(["handed-back", "forgotten"] as const)("as %s ends its containers and says nothing more", async (how) => {
    const { board, worked, container } = await stopped(how);
    expect([container, board.ends, board.left, worked]).toEqual([true, [], true, { status: how }]);
  });

  test("before it began has its board opened to be concluded", async () => {
    const { board, work } = world();
    await work(aRecord(), AbortSignal.abort(new RunStopped("cancelled", "not needed")));
    expect([board.opened.length, board.ends]).toEqual([1, [{ status: "cancelled", reason: "not needed", report: null }]]);
  });

  test("before it began, of a repository that is no longer ours, touches nothing", async () => {
    const { board, work } = world({ board: () => Promise.reject(new Error("touched")) });
    expect(await work(aRecord(), AbortSignal.abort(new RunStopped("forgotten", "gone")))).toEqual({ status: "forgotten" });
    expect(board.opened).toEqual([]);
  });

  test.each([
    [30, null, 30],
    [30, 5, 5],
    [10, 50, 10],
  ])("after its time: the server allows %d minutes, the repository %s", async (minutes, own, expected) => {
    vi.useFakeTimers();
    const sandbox = new FakeSandbox({
      inspect: () => {
        vi.advanceTimersByTime(expected * 60_000 - 1);
        vi.advanceTimersByTime(1);
        return { status: "crashed", seconds: 0, reason: "stopped" };
      },
    });
    const { board, work } = world({ minutes }, sandbox);
    await work(aRecord({ settings: { ...defaultSettings, minutes: own } }));
    expect(board.ends).toEqual([{ status: "timed-out", reason: `The run took longer than ${expected} minutes.`, report: null }]);
  });

  test.each([
    ["nothing", [], "The run showed no progress for 10 minutes."],
    ["something in between", [6], null],
  ])("after a time in which it showed %s", async (_what, shows, reason) => {
    vi.useFakeTimers();
    const sandbox = new FakeSandbox({
      inspect: inspected,
      run: (_body, { onProgress }) => {
        for (const minutes of shows) {
          vi.advanceTimersByTime(minutes * 60_000);
          onProgress?.({ done: 1, total: 2, item: "a.py" });
        }
        vi.advanceTimersByTime(9 * 60_000);
        if (shows.length === 0) vi.advanceTimersByTime(60_000);
        return ran();
      },
    });
    const { board, work } = world({ stall_minutes: 10 }, sandbox);
    await work(aRecord());
    const ends = board.ends.map((end) => (end.status === "timed-out" ? end.reason : null));
    expect(ends).toEqual([reason]);
  });
});

describe("a run that only plans", () => {
  test("answers with the plan and opens no board", async () => {
    const { board, answers, work } = world();
    expect(await work(aRecord({ goal: "plan" }))).toEqual({ status: "planned" });
    expect([board.opened, board.ends]).toEqual([[], []]);
    expect(answers).toMatchObject([{ snapshot: { framework: "pytest" }, plan: { targets: [] } }]);
  });

  test("answers with what kept it from planning", async () => {
    const { answers, work } = world({ connect: () => Promise.reject(new UserError("There is nothing to test.")) });
    await work(aRecord({ goal: "plan" }));
    expect(answers).toEqual([{ failure: "There is nothing to test." }]);
  });
});
