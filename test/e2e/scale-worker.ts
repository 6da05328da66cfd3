import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { systemClock } from "../../src/adapters/clock.ts";
import { connectPostgres } from "../../src/adapters/database/postgres.ts";
import { DatabaseQueue } from "../../src/adapters/store/database-queue.ts";
import { databaseSteps } from "../../src/adapters/store/database-steps.ts";
import { Jobs } from "../../src/adapters/store/jobs.ts";
import { RunStopped } from "../../src/runs/run-stopped.ts";
import { stepsOf } from "../../src/runs/steps.ts";
import { type Work, Worker } from "../../src/runs/worker.ts";
import { aReport } from "../fakes/a-report.ts";
import { noLimits } from "../fakes/limits.ts";

// A worker process whose runs are two steps that take a moment, and an effect outside of them that is found or made.

const database = connectPostgres(process.env.DATABASE_URL ?? "", () => undefined);
const jobs = await Jobs.open(database, () => undefined);
const queue = new DatabaseQueue({ database, jobs, limits: noLimits, clock: systemClock, slots: 4 });
const store = databaseSteps(database, (run_id) => queue.attemptOf(run_id));

const work: Work = async ({ id }, _save, signal) => {
  const step = stepsOf(id, store);
  const effect = (name: string) => async () => {
    await sleep(Number(process.env.STEP_MILLISECONDS ?? 50));
    await database.query("insert into effect (run_id, name, pid) values ($1, $2, $3)", [id, name, process.pid]);
    return name;
  };
  try {
    for (const name of ["first", "second"]) await step(name, z.string(), effect(name));
    signal.throwIfAborted();
    await database.query("insert into committed (run_id, pid) values ($1, $2) on conflict do nothing", [id, process.pid]);
    return { status: "ended", end: { status: "done", report: aReport({ run_id: id }) } };
  } catch (error) {
    if (error instanceof RunStopped) return { status: "handed-back" };
    throw error;
  }
};
const worker = new Worker({ queue, limit: 4, work, clock: systemClock, onBug: (error) => process.send?.(String(error)) });
process.on("message", () => void worker.start());
process.send?.("ready");
