import type { RunEnd } from "../domain/run-end.ts";
import type { Clock } from "../ports.ts";
import type { Claim, RunQueue } from "./run-queue.ts";
import { RunStopped } from "./run-stopped.ts";
import type { RunRecord } from "./runs.ts";

/**
 * What came of working on a run: its end, that its plan was told, or that it stays open because the server goes down
 * (`handed-back`) or nobody is to be told (`forgotten`).
 */
export type Worked = { status: "ended"; end: RunEnd } | { status: "planned" | "handed-back" | "forgotten" };

/** Does one run and tells its end. `save` keeps what changes on the way. Never throws. */
export type Work = (
  record: RunRecord,
  save: (change: Partial<RunRecord>) => Promise<void>,
  signal: AbortSignal,
) => Promise<Worked>;

/** A run that brought the server down this often is not begun again. */
export const ATTEMPTS = 3;
/** Between two looks for work when nobody says that there is some, and between two signs of life, in milliseconds. */
const LOOK = 1000;
const BEAT = 3000;
/** What a run takes at the most: its own time (55), an hour in which GitHub does not hear its end, and some to clear up. */
const LONGEST_MINUTES = 130;

export interface WorkerOptions {
  queue: RunQueue;
  /** Runs at a time. */
  limit: number;
  work: Work;
  clock: Clock;
  /** Hears what should not have happened; without a record it is about no run in particular. */
  onBug: (error: unknown, record?: RunRecord) => void;
}

/** Claims runs and works on them, at most `limit` at a time, until it is stopped. */
export class Worker {
  readonly #options: WorkerOptions;
  readonly #working = new Map<Claim, { stop: AbortController; done: Promise<void>; since: number }>();
  readonly #timers: NodeJS.Timeout[] = [];
  #looking: Promise<void> | null = null;
  #again = false;
  #stopping = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#options.queue.onChange(() => void this.#look());
    this.#timers.push(
      setInterval(() => void this.#look(), LOOK),
      setInterval(() => void this.#beat(), BEAT),
    );
    await this.#look();
  }

  /** Resolves when nothing is being worked on and nothing waits that may begin. */
  async idle(): Promise<void> {
    do {
      await Promise.all([...this.#working.values()].map(({ done }) => done));
      await this.#look();
    } while (this.#working.size > 0);
  }

  /** Takes no more, stops what is going on so that another process takes it up again, and waits for that. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.#looking;
    for (const { stop } of this.#working.values()) stop.abort(new RunStopped("handed-back", "The server is being restarted."));
    while (this.#working.size > 0) await Promise.all([...this.#working.values()].map(({ done }) => done));
  }

  /** One look at a time; whoever asks during one gets another one after it. Never throws: the next look sees more. */
  async #look(): Promise<void> {
    this.#again = true;
    this.#looking ??= (async () => {
      while (this.#again && !this.#stopping) {
        this.#again = false;
        await this.#stopAndClaim().catch((error: unknown) => this.#options.onBug(error));
      }
      this.#looking = null;
    })();
    await this.#looking;
  }

  async #stopAndClaim(): Promise<void> {
    const { queue, limit } = this.#options;
    for (const [claim, reason] of await queue.stopped([...this.#working.keys()])) this.#working.get(claim)?.stop.abort(reason);
    const busy = [...this.#working.values()].filter(({ stop }) => !stop.signal.aborted).length;
    for (const claim of await queue.claim(limit - busy)) this.#begin(claim);
  }

  async #beat(): Promise<void> {
    try {
      const latest = this.#options.clock.seconds() - LONGEST_MINUTES * 60;
      for (const [claim, { since }] of this.#working) if (since < latest) await this.#giveUp(claim);
      for (const claim of await this.#options.queue.beat([...this.#working.keys()])) this.#lose(claim);
    } catch (error) {
      this.#options.onBug(error);
    }
  }

  #lose(claim: Claim): RunStopped {
    const lost = new RunStopped("handed-back", "Another worker took this run over.");
    this.#working.get(claim)?.stop.abort(lost);
    return lost;
  }

  /** Whoever works on it is deaf: it keeps no place, and the next one begins it again or tells its end. */
  async #giveUp(claim: Claim): Promise<void> {
    this.#lose(claim);
    this.#working.delete(claim);
    this.#options.onBug(new Error("a run does not end, whatever it is told"), claim.record);
    await this.#options.queue.giveUp(claim);
  }

  #begin(claim: Claim): void {
    const stop = new AbortController();
    if (claim.stop !== null) stop.abort(claim.stop);
    const done = this.#workOn(claim, stop.signal)
      .catch((error: unknown) => this.#options.onBug(error, claim.record))
      .finally(() => {
        this.#working.delete(claim);
        void this.#look();
      });
    this.#working.set(claim, { stop, done, since: this.#options.clock.seconds() });
  }

  async #workOn(claim: Claim, signal: AbortSignal): Promise<void> {
    const { queue, work, clock } = this.#options;
    const save = async (change: Partial<RunRecord>) => {
      if (!(await queue.save(claim, change))) throw this.#lose(claim);
    };
    const worked = await work(claim.record, save, signal);
    if (worked.status === "handed-back") return queue.handBack(claim);
    await queue.finish(claim, { ...finished(worked), stage: null, finished_at: clock.now().toISOString() });
  }
}

function finished(worked: Worked): Partial<RunRecord> {
  if (worked.status !== "ended") return { status: worked.status === "planned" ? "done" : "cancelled" };
  const { end } = worked;
  if (end.status === "done") {
    return { status: "done", report: end.report, commit_sha: end.report.git.commit_sha };
  }
  const status = end.status === "timed-out" ? "failed" : end.status;
  return { status, failure: end.reason, ...(end.report === null ? {} : { report: end.report }) };
}
