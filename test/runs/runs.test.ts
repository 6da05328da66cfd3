import { once } from "node:events";
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Database } from "../../src/adapters/database/database.ts";
import { migrate } from "../../src/adapters/database/migrate.ts";
import { connectPostgres } from "../../src/adapters/database/postgres.ts";
import { Jobs } from "../../src/adapters/store/jobs.ts";
import { databasePathLocks } from "../../src/adapters/store/path-locks.ts";
import type { RunRecord } from "../../src/runs/runs.ts";
import { ATTEMPTS } from "../../src/runs/worker.ts";
import { aDatabase, itsJobs, wipe } from "../fakes/a-database.ts";
import { type APostgres, aPostgres } from "../fakes/a-postgres.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { noLimits } from "../fakes/limits.ts";
import { A, aServer, asked, B, checked, ids, type ServerOptions, until } from "./a-server.ts";

function fail(error: unknown): never {
  throw error;
}

describe.each(["embedded", "PostgreSQL"] as const)("%s", (backend) => {
  let postgres: APostgres | undefined;
  let database: Database;
  let jobs: Jobs;

  beforeAll(async () => {
    if (backend === "embedded") {
      database = await aDatabase();
      jobs = await itsJobs(database);
      return;
    }
    postgres = await aPostgres();
    database = connectPostgres(postgres.url, () => undefined);
    await migrate(database);
    jobs = await Jobs.open(database, fail);
  });
  beforeEach(() => wipe(database));
  afterAll(async () => {
    if (backend === "embedded") return;
    await jobs.close();
    await database.close();
    await postgres?.stop();
  });

  const server = (options: Partial<ServerOptions> = {}) => aServer({ database, jobs, ...options });

  describe("asking", () => {
    test("a run is queued under the id of its request, with its check run, and worked on", async () => {
      const { runs, going } = await server();
      const { status, run } = await runs.submit(asked({ request_id: "20260101-x" }));
      expect([status, run.id, run.check_run_id]).toEqual(["queued", "20260101-x", 5]);
      await until(() => expect(ids(going)).toEqual(["20260101-x"]));
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
      const { runs } = await server();
      const first = await runs.submit(asked());
      expect(await runs.submit(asked())).toMatchObject({ status: "already-running", run: { id: first.run.id } });
      expect(await runs.history(1, 7)).toHaveLength(1);
    });

    test("a new head takes the place of the run that is going on, when that has ended", async () => {
      const { runs, going, told } = await server();
      const first = await runs.submit(asked());
      await until(() => expect(going).toHaveLength(1));
      const second = await runs.submit(asked({ head_sha: B }));
      expect(second).toMatchObject({ status: "superseding", superseded: { id: first.run.id } });
      await until(() => expect(ids(going)).toEqual([first.run.id, second.run.id]));
      expect(told).toEqual([[first.run.id, "superseded"]]);
      expect((await runs.active(1, 7))?.id).toBe(second.run.id);
      expect(await runs.read(first.run.id)).toMatchObject({ status: "superseded", finished_at: expect.any(String) });
    });

    test("tests take the place of a plan of the same head, a plan not of tests", async () => {
      const { runs } = await server();
      await runs.submit(asked({ goal: "plan" }));
      expect((await runs.submit(asked())).status).toBe("superseding");
      expect((await runs.submit(asked({ goal: "plan" }))).status).toBe("already-running");
    });

    test("a hundred requests at once about one head are one run", async () => {
      const { runs } = await server();
      const all = await Promise.all(Array.from({ length: 100 }, () => runs.submit(asked())));
      expect(all.filter(({ status }) => status === "queued")).toHaveLength(1);
      expect(all.filter(({ status }) => status === "already-running")).toHaveLength(99);
    });

    test("a run that can not be kept is refused, leaves the one that is going on, and may be asked for again", async () => {
      const { runs } = await server();
      const first = await runs.submit(asked());
      const next = asked({ head_sha: B });
      await database.script(`create function full_disk() returns trigger language plpgsql as $$ begin raise 'full disk'; end $$;
        create trigger full_disk before insert on tfactory.run execute function full_disk()`);
      await expect(runs.submit(next)).rejects.toThrow("full disk");
      await database.script("drop function full_disk cascade");
      expect(await runs.active(1, 7)).toMatchObject({ id: first.run.id, failure: null });
      expect(await runs.submit(next)).toMatchObject({ status: "superseding", superseded: { id: first.run.id } });
    });

    test("a check run that can not be opened now does not lose the run", async () => {
      const { runs, going } = await server({ announce: () => Promise.reject(new Error("GitHub is down")) });
      expect(await runs.submit(asked())).toMatchObject({ status: "queued", run: { check_run_id: null } });
      await until(() => expect(going).toHaveLength(1));
    });

    test("nobody begins a run while its check run is being opened", async () => {
      let open = () => {};
      const announce = () => new Promise<typeof checked>((resolve) => (open = () => resolve(checked)));
      const { runs, going, worker } = await server({ announce });
      const submitted = runs.submit(asked());
      await until(async () => expect(await runs.active(1, 7)).not.toBeNull());
      await worker.idle();
      expect(going).toEqual([]);
      open();
      await submitted;
      await until(() => expect(going).toHaveLength(1));
    });
  });

  describe("working", () => {
    test("as many as allowed at a time, the first first", async () => {
      const { runs, going } = await server({ limit: 2 });
      for (const pull_request of [1, 2, 3]) await runs.submit(asked({ pull_request, request_id: `run-of-${pull_request}` }));
      await until(() => expect(ids(going)).toEqual(["run-of-1", "run-of-2"]));
      going[1]?.finish();
      await until(() => expect(ids(going)).toEqual(["run-of-1", "run-of-2", "run-of-3"]));
    });

    test("no more than allowed on all workers together", async () => {
      const limits = { ...noLimits, runs: 3 };
      const workers = [await server({ limit: 2, limits }), await server({ limit: 2, limits })];
      for (const pull_request of [1, 2, 3, 4]) await workers[0]?.runs.submit(asked({ pull_request }));
      const all = () => workers.flatMap(({ going }) => going);
      await until(() => expect(all()).toHaveLength(3));
      for (const { queue } of workers) expect(await queue.claim(2)).toEqual([]);
      all()[0]?.finish();
      await until(() => expect(all()).toHaveLength(4));
    });

    test("repositories take turns, however many runs one has asked for", async () => {
      const { runs, going } = await server();
      for (const pull_request of [1, 2, 3]) await runs.submit(asked({ pull_request, request_id: `many-${pull_request}` }));
      await runs.submit(asked({ repository_id: 2, request_id: "other-1" }));
      await until(() => expect(going).toHaveLength(1));
      for (let count = 1; count < 4; count++) {
        going.at(-1)?.finish();
        await until(() => expect(going).toHaveLength(count + 1));
      }
      expect(ids(going)).toEqual(["many-1", "other-1", "many-2", "many-3"]);
    });

    test("what somebody waits for goes before what a program asked for, but not for ever", async () => {
      const { runs, going, clock } = await server();
      const github = { installation_id: 10, repository_id: 3, fork: false, trigger: "dispatch", comment_id: null } as const;
      await runs.submit(asked({ request_id: "first" }));
      await until(() => expect(going).toHaveLength(1));
      await runs.submit(asked({ request_id: "program", pull_request: 8, github }));
      await runs.submit(asked({ request_id: "person", pull_request: 9 }));
      going[0]?.finish();
      await until(() => expect(ids(going)).toEqual(["first", "person"]));
      clock.advance(11 * 60);
      await runs.submit(asked({ request_id: "person-2", pull_request: 10 }));
      going[1]?.finish();
      await until(() => expect(ids(going)).toEqual(["first", "person", "program"]));
    });

    test("a pull request that just had a run waits, and hears until when", async () => {
      const { runs, going, clock, worker } = await server({ limits: { ...noLimits, cooldown: 60 } });
      await runs.submit(asked());
      await until(() => expect(going).toHaveLength(1));
      going[0]?.finish();
      await until(async () => expect(await runs.active(1, 7)).toBeNull());
      const until_when = new Date(clock.now().getTime() + 60_000).toISOString();
      expect(await runs.submit(asked())).toMatchObject({ delay: { because: "cool-down", until: until_when } });
      expect(await runs.submit(asked({ pull_request: 8 }))).toMatchObject({ delay: { because: "busy", ahead: 1 } });
      await until(() => expect(going).toHaveLength(2));
      going[1]?.finish();
      clock.advance(61);
      await until(() => expect(going).toHaveLength(3));
      expect(worker).toBeDefined();
    });

    test("no more runs in a day than allowed; the next day, in UTC, the rest begins", async () => {
      const clock = new FixedClock(new Date("2026-03-01T23:59:00.000Z"));
      const limits = { ...noLimits, daily: { ...noLimits.daily, runs: 2 } };
      const { runs, going, queue } = await server({ limit: 5, limits, clock });
      for (const pull_request of [1, 2]) await runs.submit(asked({ pull_request }));
      await until(() => expect(going).toHaveLength(2));
      expect(await runs.submit(asked({ pull_request: 3 }))).toMatchObject({
        delay: { because: "budget", until: "2026-03-02T00:00:00.000Z" },
      });
      expect(await queue.claim(3)).toEqual([]);
      clock.advance(61);
      await until(() => expect(going).toHaveLength(3));
    });

    test("a clock that is set back by a day holds nothing up, neither what waits nor what would cool down", async () => {
      const clock = new FixedClock();
      const { runs, going, worker } = await server({ limits: { ...noLimits, cooldown: 60 }, clock });
      await runs.submit(asked({ pull_request: 1 }));
      await until(() => expect(going).toHaveLength(1));
      await runs.submit(asked({ pull_request: 2 }));
      clock.advance(-24 * 60 * 60);
      going[0]?.finish();
      await until(() => expect(going).toHaveLength(2));
      going[1]?.finish();
      await worker.idle();
      clock.advance(-24 * 60 * 60);
      expect(await runs.submit(asked({ pull_request: 1 }))).toMatchObject({ delay: null });
      await until(() => expect(going).toHaveLength(3));
    });

    test("nothing begins when what a model may cost in a day is spent", async () => {
      const limits = { ...noLimits, daily: { ...noLimits.daily, usd: 2 } };
      const { runs, queue } = await server({ limits });
      await database.query("insert into tfactory.spending (key, usd) values ('2026-01-01', 2)");
      expect(await runs.submit(asked())).toMatchObject({ delay: { because: "budget" } });
      expect(await queue.claim(1)).toEqual([]);
    });

    test("a finished run has its report, and its steps are gone", async () => {
      const { runs, going, steps } = await server();
      const { run } = await runs.submit(asked());
      await until(() => expect(going).toHaveLength(1));
      await steps.write(run.id, "plan", { printed: "\u0000\ud800" });
      expect(await steps.read(run.id, "plan")).toEqual({ printed: "\u0000\ud800" });
      going[0]?.finish();
      await until(async () => expect(await runs.active(1, 7)).toBeNull());
      expect(await runs.latest(1, 7)).toMatchObject({ id: run.id, status: "done", report: { run_id: run.id } });
      expect(await steps.read(run.id, "plan")).toBeUndefined();
    });
  });

  describe("stopping", () => {
    test("a cancelled run is stopped at once, on whatever worker, and the next one may begin", async () => {
      vi.useFakeTimers({ toFake: ["setInterval"] }); // nobody looks by himself: what is not told is not heard
      onTestFinished(() => void vi.useRealTimers());
      const [web, other] = [await server({ limit: 0 }), await server()];
      const begun = other.begun();
      const { run } = await web.runs.submit(asked());
      const { signal } = await begun;
      const stopped = once(signal, "abort");
      expect(await web.runs.cancel(1, 7, "ada said so")).toMatchObject({ status: "cancelled", failure: "ada said so" });
      await stopped;
      expect(other.told).toEqual([[run.id, "cancelled"]]);
      await other.worker.idle();
      expect(await web.runs.cancel(1, 7, "again")).toBeNull();
      expect((await web.runs.submit(asked())).status).toBe("queued");
    });

    test("a run that waits behind another is told to be cancelled at once", async () => {
      const { runs, told, going } = await server();
      await runs.submit(asked());
      const { run } = await runs.submit(asked({ pull_request: 8 }));
      await runs.cancel(1, 8, "not needed");
      await until(() => expect(told).toEqual([[run.id, "cancelled"]]));
      expect(going).toHaveLength(1);
    });

    test("a repository that is no longer ours has its runs stopped without a word", async () => {
      const { runs, told } = await server({ limit: 3 });
      await runs.submit(asked());
      await runs.submit(asked({ repository_id: 2 }));
      await runs.forget(10, [2]);
      expect(await runs.active(2, 7)).toBeNull();
      expect(await runs.active(1, 7)).not.toBeNull();
      await runs.forget(10, null);
      await until(async () => expect((await runs.history(1, 7))[0]?.finished_at).not.toBeNull());
      expect([await runs.active(1, 7), told]).toEqual([null, []]);
    });
  });

  describe("a server that goes down", () => {
    test("hands its runs back at once, and the next one takes them up again", async () => {
      const first = await server();
      const { run } = await first.runs.submit(asked());
      await first.runs.submit(asked({ pull_request: 8, request_id: "waiting-one" }));
      await until(() => expect(first.going).toHaveLength(1));
      await first.worker.stop();
      expect(first.told).toEqual([]);
      const second = await server({ limit: 2 });
      await until(() => expect(ids(second.going).toSorted()).toEqual([run.id, "waiting-one"].toSorted()));
      expect((await second.runs.read(run.id))?.attempts).toBe(1);
      await database.query("delete from tfactory.run where id = 'waiting-one'");
    });

    test("still has the end of a cancelled run told, and it is not begun", async () => {
      const first = await server();
      const { run } = await first.runs.submit(asked());
      await until(() => expect(first.going).toHaveLength(1));
      await first.worker.stop();
      await first.runs.cancel(1, 7, "ada said so");
      const second = await server();
      await until(() => expect([second.told, second.going]).toEqual([[[run.id, "cancelled"]], []]));
      expect(await second.runs.read(run.id)).toMatchObject({ status: "cancelled", failure: "ada said so" });
    });

    test("a run whose worker fell silent is another one's: steps, changes and ends of the first are refused", async () => {
      const first = await server();
      const { run } = await first.runs.submit(asked());
      await until(() => expect(first.going).toHaveLength(1));
      await first.steps.write(run.id, "snapshot", 1);
      const claim = { record: run, attempt: 0, stop: null };
      first.die();
      await database.query("update pgboss.job set heartbeat_on = now() - interval '1 hour'");
      const second = await server();
      await until(() => expect(ids(second.going)).toEqual([run.id]));
      await expect(first.steps.write(run.id, "plan", 2)).rejects.toThrow("Another worker took this run over.");
      expect([await first.queue.save(claim, { stage: "plan" }), await first.queue.finish(claim, { status: "done" })]).toEqual([
        false,
        false,
      ]);
      expect(await first.queue.beat([claim])).toEqual([claim]);
      expect([await second.steps.read(run.id, "snapshot"), await second.steps.read(run.id, "plan")]).toEqual([1, undefined]);
      expect((await second.runs.read(run.id))?.attempts).toBe(2);
    });

    test("keeps what is over", async () => {
      const first = await server();
      await first.runs.submit(asked());
      await until(() => expect(first.going).toHaveLength(1));
      first.going[0]?.finish();
      await until(async () => expect(await first.runs.active(1, 7)).toBeNull());
      const next = await server();
      await next.worker.idle();
      expect(next.going).toEqual([]);
    });
  });

  test("a test file is written by one run at a time, and free when that is over or its worker dead", async () => {
    const { runs, going } = await server({ limit: 3 });
    for (const pull_request of [1, 2]) await runs.submit(asked({ pull_request, request_id: `writer-${pull_request}` }));
    await until(() => expect(going).toHaveLength(2));
    const locks = databasePathLocks(database);
    expect(await locks.take("writer-1", 1, ["tests/test_a.py", "tests/test_b.py"])).toBe(true);
    expect(await locks.take("writer-1", 1, ["tests/test_a.py"])).toBe(true);
    expect(await locks.take("writer-2", 1, ["tests/test_c.py", "tests/test_b.py"])).toBe(false);
    expect(await locks.take("writer-2", 2, ["tests/test_b.py"])).toBe(true);
    going.find(({ id }) => id === "writer-1")?.finish();
    await until(async () => expect(await locks.take("writer-2", 1, ["tests/test_b.py"])).toBe(true));
  });

  test("a check run belongs to the run of its id, else to the newest about its commit or that made it", async () => {
    const { runs, going } = await server();
    const { run } = await runs.submit(asked());
    await until(() => expect(going).toHaveLength(1));
    going[0]?.finish();
    await until(async () => expect(await runs.active(1, 7)).toBeNull());
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

test("an embedded database that is opened again has nobody working on its runs; a run that was begun too often says so", async () => {
  const database = await aDatabase();
  const jobs = await itsJobs(database);
  const first = await aServer({ database, jobs });
  const { run } = await first.runs.submit(asked());
  await until(() => expect(first.going).toHaveLength(1));
  let last = first;
  for (let attempt = 2; attempt <= ATTEMPTS; attempt++) {
    last.die();
    await (await Jobs.open(database, fail)).close();
    last = await aServer({ database, jobs });
    await until(() => expect(ids(last.going)).toEqual([run.id]));
    expect((await last.runs.read(run.id))?.attempts).toBe(attempt);
  }
});

test("a run that does not end, whatever it is told, loses its place and is begun again, counted like a crash", async () => {
  const database = await aDatabase();
  const { runs, going, clock, bugs, steps } = await aServer({ database, jobs: await itsJobs(database), deaf: true });
  const { run } = await runs.submit(asked());
  await until(() => expect(going).toHaveLength(1));
  await steps.write(run.id, "snapshot", 1);
  clock.advance(131 * 60);
  await until(() => expect(ids(going)).toEqual([run.id, run.id]));
  expect([going[0]?.signal.aborted, (await runs.read(run.id))?.attempts]).toEqual([true, 2]);
  expect(bugs).toMatchObject([{ message: "a run does not end, whatever it is told" }]);
  going[0]?.finish();
  expect((await runs.active(1, 7))?.id).toBe(run.id);
  going[1]?.finish();
  await until(async () => expect(await runs.read(run.id)).toMatchObject({ status: "done" }));
});
