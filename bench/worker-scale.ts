import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { systemClock } from "../src/adapters/clock.ts";
import { migrate } from "../src/adapters/database/migrate.ts";
import { connectPostgres } from "../src/adapters/database/postgres.ts";
import { DatabaseRuns } from "../src/adapters/store/database-runs.ts";
import { Jobs } from "../src/adapters/store/jobs.ts";
import { aPostgres } from "../test/fakes/a-postgres.ts";
import { noLimits } from "../test/fakes/limits.ts";
import { asked } from "../test/runs/a-server.ts";
import type { Row } from "./sandbox-cost.ts";

const WORKER = fileURLToPath(new URL("../test/e2e/scale-worker.ts", import.meta.url));
const RUNS = 120;
/** Each run has two steps that only wait, so that workers do not take the processor from each other. */
const STEP_MILLISECONDS = 500;

/** How many more runs a minute three worker processes do than one, on one PostgreSQL; each has four slots. */
export async function workerScale(): Promise<Row[]> {
  const postgres = await aPostgres();
  try {
    const one = await secondsFor(1, postgres.url);
    const three = await secondsFor(3, postgres.url);
    const what = `${RUNS} runs of a second on three workers : on one`;
    return [{ what, ours: three, compared: one, ratio: one / three }];
  } finally {
    await postgres.stop();
  }
}

async function secondsFor(workers: number, url: string): Promise<number> {
  const database = connectPostgres(url, () => undefined);
  await migrate(database);
  const jobs = await Jobs.open(database, () => undefined);
  await database.script(`drop table if exists effect, committed; truncate tfactory.run cascade;
    create table effect (run_id text, name text, pid int); create table committed (run_id text primary key, pid int)`);
  const announce = async () => ({ check_run_id: null, check_run_url: null });
  const runs = new DatabaseRuns({ database, jobs, limits: noLimits, clock: systemClock, announce });
  for (let index = 0; index < RUNS; index++)
    await runs.submit(asked({ repository_id: 1 + (index % 10), pull_request: index + 1, request_id: `${workers}-${index}` }));
  const env = { PATH: process.env.PATH, DATABASE_URL: url, STEP_MILLISECONDS: String(STEP_MILLISECONDS) };
  const children = await Promise.all(
    Array.from({ length: workers }, async () => {
      const child = fork(WORKER, { env });
      await once(child, "message");
      return child;
    }),
  );
  const begun = performance.now();
  for (const child of children) child.send("start");
  const open = "select count(*)::int as count from tfactory.run where finished_at is null";
  while (((await database.query<{ count: number }>(open))[0]?.count ?? 0) > 0) await sleep(50);
  const seconds = (performance.now() - begun) / 1000;
  for (const child of children) child.kill("SIGKILL");
  await jobs.close();
  await database.close();
  return seconds;
}
