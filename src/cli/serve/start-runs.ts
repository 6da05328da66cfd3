import { placeOf } from "../../adapters/github/offices.ts";
import { DatabaseQueue } from "../../adapters/store/database-queue.ts";
import { DatabaseRuns } from "../../adapters/store/database-runs.ts";
import { Jobs } from "../../adapters/store/jobs.ts";
import { keepTidy } from "../../adapters/store/keep-tidy.ts";
import type { ServerConfig } from "../../config.ts";
import { runHandovers } from "../../runs/run-handover.ts";
import { Worker } from "../../runs/worker.ts";
import type { ServerWorld } from "./connect.ts";
import { type Instead, runWorld } from "./run-world.ts";

/** What knows the runs and, when this process is to do any, does them. */
export interface RunsHere {
  runs: DatabaseRuns;
  /** Resolves when nothing is worked on here and nothing waits that may begin. */
  idle(): Promise<void>;
  /** Hands back what is going on here. */
  stop(): Promise<void>;
}

export async function startRuns(config: ServerConfig, world: ServerWorld, instead: Instead): Promise<RunsHere> {
  const { office, database, clock, onBug, onProblem } = world;
  const { limits, workers } = config;
  const jobs = await Jobs.open(database, (error) => onProblem("keep the queue", error));
  const runs = new DatabaseRuns({
    database,
    jobs,
    limits,
    clock,
    announce: ({ id, handover }) =>
      office(placeOf(handover))
        .board()
        .open({ run_id: id, handover, head_sha: handover.head_sha ?? "", spec: handover.spec_ref }),
  });
  const tidying = keepTidy(database, clock, (error) => onProblem("tidy the database", error));
  if (config.role === "web") {
    const stop = async () => {
      tidying.stop();
      await jobs.close();
    };
    return { runs, idle: async () => {}, stop };
  }
  const queue = new DatabaseQueue({ database, jobs, limits, clock, slots: workers });
  const work = runHandovers(runWorld(config, world, queue, instead));
  const worker = new Worker({ queue, limit: workers, work, clock, onBug });
  await worker.start();
  return {
    runs,
    idle: () => worker.idle(),
    stop: async () => {
      tidying.stop();
      await worker.stop();
      await queue.leave();
      await jobs.close();
    },
  };
}
