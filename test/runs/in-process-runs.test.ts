import { describe, expect, test } from "vitest";
import type { Handover } from "../../src/domain/handover.ts";
import { InProcessRuns } from "../../src/runs/in-process-runs.ts";
import type { RunStopped } from "../../src/runs/run-stopped.ts";
import type { RunRecord } from "../../src/runs/runs.ts";
import { ATTEMPTS, type Work, Worker } from "../../src/runs/worker.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { aReport } from "../fakes/a-report.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { MemoryRunFiles } from "../fakes/memory-run-files.ts";

const [A, B] = ["a".repeat(40), "b".repeat(40)];
let requests = 0;
/** A request about a pull request, each with an id of its own. */
function asked(overrides: Partial<Handover> & { repository_id?: number } = {}): Handover {
  const { repository_id = 1, ...rest } = overrides;
  const github = { installation_id: 10, repository_id, fork: false, trigger: "comment", comment_id: null } as const;
  return aHandover({ request_id: `request-${++requests}`, pull_request: 7, head_sha: A, github, ...rest });
}

interface Going {
  id: string;
  signal: AbortSignal;
  finish(): void;
}

/** A server: its runs and one worker whose runs go on until the test ends them, or they are stopped. */
async function server(files = new MemoryRunFiles(), { limit = 1, announce = async () => checked } = {}) {
  const clock = new FixedClock();
  const going: Going[] = [];
  const told: [string, string][] = [];
  const work: Work = (record, _save, signal) =>
    new Promise((resolve) => {
      const stop = () => {
        const { how, message } = signal.reason as RunStopped;
        if (how === "handed-back" || how === "forgotten") return resolve({ status: how });
        told.push([record.id, how]);
        resolve({ status: "ended", end: { status: how, reason: message, report: null } });
      };
      if (signal.aborted) return stop();
      signal.addEventListener("abort", stop);
      const finish = () => resolve({ status: "ended", end: { status: "done", report: aReport({ run_id: record.id }) } });
      going.push({ id: record.id, signal, finish });
    });
  const runs = await InProcessRuns.open(files, clock, announce);
  const worker = new Worker(runs, limit, work, clock, (error) => {
    throw error;
  });
  const settle = async () => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };
  await settle();
  return { runs, worker, files, going, told, settle };
}
const checked = { check_run_id: 5, check_run_url: "https://example.invalid/5" };
const ids = (going: Going[]) => going.map(({ id }) => id);

describe("asking", () => {
  test("a run is queued under the id of its request, with its check run, and worked on", async () => {
    const { runs, going } = await server();
    const { status, run } = await runs.submit(asked({ request_id: "20260101-x" }));
    expect([status, run.id, run.check_run_id]).toEqual(["queued", "20260101-x", 5]);
    expect(ids(going)).toEqual(["20260101-x"]);
  });

  test("the same request asks once, in the same repository", async () => {
    const { runs } = await server();
    const first = await runs.submit(asked({ request_id: "same-one" }));
    expect(await runs.submit(asked({ request_id: "same-one", head_sha: B }))).toMatchObject({
      status: "already-running",
      run: { id: first.run.id },
    });
    const other = await runs.submit(asked({ request_id: "same-one", repository_id: 2 }));
    expect([other.status, other.run.id === "same-one"]).toEqual(["queued", false]);
  });

  test("the same head again points to the run that is going on", async () => {
    const { runs, going } = await server();
    const first = await runs.submit(asked());
    expect(await runs.submit(asked())).toMatchObject({ status: "already-running", run: { id: first.run.id } });
    expect(going).toHaveLength(1);
  });

  test("a new head takes the place of the run that is going on, when that has ended", async () => {
    const { runs, going, told, settle } = await server();
    const first = await runs.submit(asked());
    const second = await runs.submit(asked({ head_sha: B }));
    expect(second).toMatchObject({ status: "superseding", superseded: { id: first.run.id } });
    await settle();
    expect(told).toEqual([[first.run.id, "superseded"]]);
    expect(ids(going)).toEqual([first.run.id, second.run.id]);
    expect((await runs.active(1, 7))?.id).toBe(second.run.id);
  });

  test("tests take the place of a plan of the same head, a plan not of tests", async () => {
    const { runs } = await server();
    await runs.submit(asked({ goal: "plan" }));
    expect((await runs.submit(asked())).status).toBe("superseding");
    expect((await runs.submit(asked({ goal: "plan" }))).status).toBe("already-running");
  });

  test("a thousand requests at once about one head are one run", async () => {
    const { runs } = await server();
    const all = await Promise.all(Array.from({ length: 1000 }, () => runs.submit(asked())));
    expect(all.filter(({ status }) => status === "queued")).toHaveLength(1);
    expect(all.filter(({ status }) => status === "already-running")).toHaveLength(999);
  });

  test("a run that can not be kept is refused, leaves the one that is going on, and may be asked for again", async () => {
    const files = new MemoryRunFiles();
    const { runs } = await server(files);
    const first = await runs.submit(asked());
    const save = files.save.bind(files);
    files.save = () => Promise.reject(new Error("ENOSPC"));
    const next = asked({ head_sha: B });
    await expect(runs.submit(next)).rejects.toThrow("ENOSPC");
    expect((await runs.active(1, 7))?.id).toBe(first.run.id);
    files.save = save;
    expect(await runs.submit(next)).toMatchObject({ status: "superseding", superseded: { id: first.run.id } });
  });

  test("a check run that can not be opened now does not lose the run", async () => {
    const announce = () => Promise.reject(new Error("GitHub is down"));
    const { runs, going } = await server(undefined, { announce });
    expect(await runs.submit(asked())).toMatchObject({ status: "queued", run: { check_run_id: null } });
    expect(going).toHaveLength(1);
  });
});

describe("working", () => {
  test("as many as allowed at a time, the first first", async () => {
    const { runs, going, settle } = await server(undefined, { limit: 2 });
    for (const pull_request of [1, 2, 3]) await runs.submit(asked({ pull_request, request_id: `run-of-${pull_request}` }));
    expect(ids(going)).toEqual(["run-of-1", "run-of-2"]);
    going[1]?.finish();
    await settle();
    expect(ids(going)).toEqual(["run-of-1", "run-of-2", "run-of-3"]);
  });

  test("a finished run has its report, on disk too", async () => {
    const { runs, going, files, settle } = await server();
    const { run } = await runs.submit(asked());
    going[0]?.finish();
    await settle();
    const kept = await runs.latest(1, 7);
    expect(kept).toMatchObject({ id: run.id, status: "done", report: { run_id: run.id }, finished_at: expect.any(String) });
    const next = await InProcessRuns.open(files, new FixedClock(), async () => checked);
    expect(await next.read(run.id)).toEqual(kept);
    expect(await next.active(1, 7)).toBeNull();
  });
});

describe("stopping", () => {
  test("a cancelled run ends, and the next one may begin", async () => {
    const { runs, told, settle } = await server();
    const { run } = await runs.submit(asked());
    expect(await runs.cancel(1, 7, "ada said so")).toMatchObject({ id: run.id, status: "cancelled", failure: "ada said so" });
    await settle();
    expect(told).toEqual([[run.id, "cancelled"]]);
    expect(await runs.cancel(1, 7, "again")).toBeNull();
    expect((await runs.submit(asked())).status).toBe("queued");
  });

  test("a run that waits behind another is told to be cancelled at once", async () => {
    const { runs, told, going, settle } = await server();
    await runs.submit(asked());
    const { run } = await runs.submit(asked({ pull_request: 8 }));
    await runs.cancel(1, 8, "not needed");
    await settle();
    expect(told).toEqual([[run.id, "cancelled"]]);
    expect(going).toHaveLength(1);
  });

  test("a repository that is no longer ours has its runs stopped without a word", async () => {
    const { runs, told, settle } = await server(undefined, { limit: 3 });
    await runs.submit(asked());
    await runs.submit(asked({ repository_id: 2 }));
    await runs.forget(10, [2]);
    await settle();
    expect(await runs.active(2, 7)).toBeNull();
    expect(await runs.active(1, 7)).not.toBeNull();
    await runs.forget(10, null);
    await settle();
    expect([await runs.active(1, 7), told]).toEqual([null, []]);
  });
});

describe("a server that goes down", () => {
  test("hands its runs back, and the next one takes them up again", async () => {
    const first = await server();
    const { run } = await first.runs.submit(asked());
    await first.runs.submit(asked({ pull_request: 8, request_id: "waiting-one" }));
    await first.worker.stop();
    expect(first.told).toEqual([]);
    const second = await server(first.files, { limit: 2 });
    expect(ids(second.going)).toEqual([run.id, "waiting-one"]);
    expect((await second.runs.read(run.id))?.attempts).toBe(1);
  });

  test("takes up what a crash left, and counts how often", async () => {
    const files = new MemoryRunFiles();
    const { run } = await (await server(files)).runs.submit(asked());
    for (let attempt = 2; attempt <= ATTEMPTS; attempt++) {
      const { runs, going } = await server(files);
      expect([ids(going), (await runs.read(run.id))?.attempts]).toEqual([[run.id], attempt]);
    }
  });

  test("still tells the end of a run that was cancelled before the crash, and does not begin it", async () => {
    const first = await server();
    const { run } = await first.runs.submit(asked());
    await first.worker.stop();
    await first.runs.cancel(1, 7, "ada said so");
    const second = await server(first.files);
    expect([second.told, second.going]).toEqual([[[run.id, "cancelled"]], []]);
    expect(await second.runs.read(run.id)).toMatchObject({ status: "cancelled", failure: "ada said so" });
  });

  test("keeps what is over", async () => {
    const first = await server();
    await first.runs.submit(asked());
    first.going[0]?.finish();
    await first.settle();
    expect((await server(first.files)).going).toEqual([]);
  });
});

describe("a check run", () => {
  test("belongs to the run of its id, else to the newest about its commit or that made it", async () => {
    const { runs, going, settle } = await server();
    const { run } = await runs.submit(asked());
    going[0]?.finish();
    await settle();
    await runs.amend(run.id, { commit_sha: B });
    const of = async (external_id: string | null, head_sha: string, repository_id = 1): Promise<RunRecord["id"] | null> =>
      (await runs.ofCheck({ repository_id, external_id, head_sha }))?.id ?? null;
    expect(await of(run.id, "c".repeat(40))).toBe(run.id);
    expect(await of(null, A)).toBe(run.id);
    expect(await of(null, B)).toBe(run.id);
    expect(await of(null, "c".repeat(40))).toBeNull();
    expect(await of(run.id, A, 2)).toBeNull();
  });
});
