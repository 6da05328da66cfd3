import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../src/adapters/clock.ts";
import { migrate } from "../../src/adapters/database/migrate.ts";
import { connectPostgres } from "../../src/adapters/database/postgres.ts";
import { DatabaseRuns } from "../../src/adapters/store/database-runs.ts";
import { Jobs } from "../../src/adapters/store/jobs.ts";
import { aPostgres } from "../fakes/a-postgres.ts";
import { noLimits } from "../fakes/limits.ts";
import { asked } from "../runs/a-server.ts";

const WORKER = fileURLToPath(new URL("scale-worker.ts", import.meta.url));
const [RUNS, REPOSITORIES, SLOTS] = [300, 10, 4];

test("three workers, 300 runs, one killed and the server restarted: nothing lost, nothing twice, repositories take turns", async () => {
  const postgres = await aPostgres();
  onTestFinished(postgres.stop);
  const database = connectPostgres(postgres.url, () => undefined);
  await migrate(database);
  const jobs = await Jobs.open(database, () => undefined);
  await database.script(
    "create table effect (run_id text, name text, pid int); create table committed (run_id text primary key, pid int)",
  );
  const announce = async () => ({ check_run_id: null, check_run_url: null });
  const runs = new DatabaseRuns({ database, jobs, limits: noLimits, clock: systemClock, announce });
  for (let index = 0; index < RUNS; index++) {
    // all of one repository, then all of the next
    const repository_id = 1 + Math.floor(index / (RUNS / REPOSITORIES));
    await runs.submit(asked({ repository_id, pull_request: index + 1, request_id: `run-${index}` }));
  }

  const said: unknown[] = [];
  const workers = await Promise.all(
    [1, 2, 3].map(async (): Promise<ChildProcess> => {
      const worker = fork(WORKER, { env: { PATH: process.env.PATH, DATABASE_URL: postgres.url } });
      onTestFinished(() => void worker.kill("SIGKILL"));
      await once(worker, "message");
      return worker.on("message", (word) => said.push(word));
    }),
  );
  for (const worker of workers) worker.send("start");
  const count = async (where: string) =>
    (await database.query<{ count: number }>(`select count(*)::int as count from tfactory.run where ${where}`))[0]?.count ?? 0;
  const over = () => count("finished_at is not null");
  await expect.poll(over, { timeout: 120_000, interval: 20 }).toBeGreaterThan(60);
  const [victim] = workers;
  victim?.kill("SIGKILL");
  await expect.poll(over, { timeout: 120_000, interval: 20 }).toBeGreaterThan(150);
  await postgres.restart();
  await expect.poll(over, { timeout: 240_000 }).toBe(RUNS);

  expect(await count("status = 'done' and attempts <= 2")).toBe(RUNS);
  const effects = await database.query<{ run_id: string; name: string; times: number }>(
    "select run_id, name, count(*)::int as times from effect group by run_id, name",
  );
  expect(effects).toHaveLength(2 * RUNS);
  // the step that was in flight may have had its effect already; what was kept is never done again
  const again = effects.filter(({ times }) => times > 1);
  expect(again.length).toBeLessThanOrEqual(SLOTS);
  expect(await database.query("select from committed")).toHaveLength(RUNS);
  const first = await database.query<{ repository_id: string; runs: number }>(
    `select repository_id, count(*)::int as runs from (select * from tfactory.run order by started_at limit ${RUNS / 3}) r group by repository_id`,
  );
  expect(first).toHaveLength(REPOSITORIES);
  const share = RUNS / 3 / REPOSITORIES;
  expect(first.filter(({ runs }) => runs < share / 2 || runs > share * 2)).toEqual([]);
  const worked = await database.query("select distinct pid from effect");
  expect(worked).toHaveLength(3);
  await jobs.close();
  await database.close();
}, 600_000);
