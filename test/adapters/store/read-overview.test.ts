import { expect, test } from "vitest";
import { readOverview } from "../../../src/adapters/store/read-overview.ts";
import { aDatabase, itsJobs } from "../../fakes/a-database.ts";
import { FixedClock } from "../../fakes/fixed-clock.ts";
import { noLimits } from "../../fakes/limits.ts";
import { aServer, asked, until } from "../../runs/a-server.ts";

test("an overview tells what works, what waits and for how long, and what was over", async () => {
  const database = await aDatabase();
  const clock = new FixedClock();
  const { runs, going } = await aServer({ database, jobs: await itsJobs(database), clock });
  const overview = () => readOverview(database, noLimits, clock);
  expect((await overview()).queue).toEqual({ waiting: 0, working: 0, oldest_waiting_seconds: null });
  await runs.submit(asked({ request_id: "first" }));
  await until(() => expect(going).toHaveLength(1));
  await runs.submit(asked({ request_id: "second", repository_id: 2, repository: "acme/other" }));
  clock.advance(30);
  await runs.submit(asked({ request_id: "third", repository_id: 2, repository: "acme/other", pull_request: 8 }));

  const busy = await overview();
  expect(busy.queue).toEqual({ waiting: 2, working: 1, oldest_waiting_seconds: 30 });
  expect(busy.repositories[0]).toEqual({ repository: "acme/other", waiting: 2, working: 0, finished_last_day: 0 });
  expect(busy.workers).toMatchObject([{ slots: 1, working: 1, pid: process.pid }]);
  expect(busy.used_today.runs).toBe(1);
  expect(busy.runs.map(({ id }) => id)).toEqual(["third", "second", "first"]);
  expect(busy.runs[2]?.worker).toBe(busy.workers[0]?.host);

  going[0]?.finish();
  await until(async () => expect((await overview()).last_day.finished).toEqual({ done: 1 }));
  const after = await overview();
  expect(after.last_day.seconds).toEqual({ p50: 30, p95: 30 });
  expect(after.runs.at(-1)).toMatchObject({ id: "first", status: "done", worker: null });
  clock.advance(25 * 60 * 60);
  expect((await overview()).last_day).toEqual({ finished: {}, seconds: null });
});
