import { onTestFinished, vi } from "vitest";
import type { Database } from "../../src/adapters/database/database.ts";
import { DatabaseQueue } from "../../src/adapters/store/database-queue.ts";
import { type Announce, DatabaseRuns } from "../../src/adapters/store/database-runs.ts";
import { databaseSteps } from "../../src/adapters/store/database-steps.ts";
import type { Jobs } from "../../src/adapters/store/jobs.ts";
import type { Handover } from "../../src/domain/handover.ts";
import type { Limits } from "../../src/runs/limits.ts";
import type { RunQueue } from "../../src/runs/run-queue.ts";
import type { RunStopped } from "../../src/runs/run-stopped.ts";
import { type Work, Worker } from "../../src/runs/worker.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { aReport } from "../fakes/a-report.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { noLimits } from "../fakes/limits.ts";

export const [A, B] = ["a".repeat(40), "b".repeat(40)] as const;
export const checked = { check_run_id: 5, check_run_url: "https://example.invalid/5" };
let requests = 0;

/** A request about pull request 7 of repository 1, each with an id of its own. */
export function asked(overrides: Partial<Handover> & { repository_id?: number } = {}): Handover {
  const { repository_id = 1, ...rest } = overrides;
  const github = { installation_id: 10, repository_id, fork: false, trigger: "comment", comment_id: null } as const;
  return aHandover({ request_id: `request-${++requests}`, pull_request: 7, head_sha: A, github, ...rest });
}

interface Going {
  id: string;
  signal: AbortSignal;
  finish(): void;
}
export interface ServerOptions {
  database: Database;
  jobs: Jobs;
  limit?: number;
  limits?: Limits;
  clock?: FixedClock;
  announce?: Announce;
  /** Whether a run goes on when it is told to stop. */
  deaf?: boolean;
}

/** A server: its runs and one worker whose runs go on until the test ends them, or they are stopped. */
export async function aServer({ database, jobs, limit = 1, limits = noLimits, ...options }: ServerOptions) {
  const { clock = new FixedClock(), announce = async () => checked, deaf = false } = options;
  const going: Going[] = [];
  const told: [string, string][] = [];
  let heard: (begun: Going) => void = () => {};
  const work: Work = (record, _save, signal) =>
    new Promise((resolve) => {
      const stop = () => {
        const { how, message } = signal.reason as RunStopped;
        if (how === "handed-back" || how === "forgotten") return resolve({ status: how });
        told.push([record.id, how]);
        resolve({ status: "ended", end: { status: how, reason: message, report: null } });
      };
      if (signal.aborted) return stop();
      if (!deaf) signal.addEventListener("abort", stop);
      const finish = () => resolve({ status: "ended", end: { status: "done", report: aReport({ run_id: record.id }) } });
      const begun = { id: record.id, signal, finish };
      going.push(begun);
      heard(begun);
    });
  const runs = new DatabaseRuns({ database, jobs, limits, clock, announce });
  const queue = new DatabaseQueue({ database, jobs, limits, clock, slots: limit });
  const mortal = mortalQueue(queue);
  const bugs: unknown[] = [];
  const worker = new Worker({ queue: mortal.queue, limit, work, clock, onBug: (error) => void bugs.push(error) });
  await worker.start();
  onTestFinished(async () => {
    await worker.stop();
    if (bugs.length > 0 && !deaf) throw bugs[0];
  });
  const steps = databaseSteps(database, (run_id) => queue.attemptOf(run_id));
  /** The next run that is begun. */
  const begun = () => new Promise<Going>((resolve) => (heard = resolve));
  return { runs, queue, worker, steps, going, told, bugs, begun, clock, die: mortal.die };
}

export const ids = (going: Going[]) => going.map(({ id }) => id);

/** Waits until what is asserted holds. */
export function until(assertion: () => unknown): Promise<unknown> {
  return vi.waitFor(assertion, { timeout: 20_000, interval: 10 });
}

/** A queue that a dead process holds: it asks for nothing and says nothing any more. */
function mortalQueue(queue: DatabaseQueue): { queue: RunQueue; die(): void } {
  let dead = false;
  const unless =
    <Arguments extends unknown[], Result>(alive: (...given: Arguments) => Promise<Result>, silence: Result) =>
    async (...given: Arguments) =>
      dead ? silence : alive(...given);
  return {
    queue: {
      claim: unless((room) => queue.claim(room), []),
      stopped: unless((claims) => queue.stopped(claims), new Map()),
      beat: unless((claims) => queue.beat(claims), []),
      save: unless((claim, change) => queue.save(claim, change), false),
      finish: unless((claim, change) => queue.finish(claim, change), false),
      giveUp: unless((claim) => queue.giveUp(claim), undefined),
      handBack: unless((claim) => queue.handBack(claim), undefined),
      onChange: (changed) => queue.onChange(changed),
    },
    die: () => {
      dead = true;
    },
  };
}
