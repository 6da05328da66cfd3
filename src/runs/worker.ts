import type { RunEnd } from "../domain/run-end.ts";
import type { Clock } from "../ports.ts";
import type { Entry, InProcessRuns } from "./in-process-runs.ts";
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

/**
 * Takes queued runs, the first first, at most `limit` at a time and one per pull request. A run that was stopped before it
 * began takes no place: its end is told at once.
 */
export class Worker {
  readonly #runs: InProcessRuns;
  readonly #limit: number;
  readonly #work: Work;
  readonly #clock: Clock;
  readonly #onBug: (error: unknown, record: RunRecord) => void;
  readonly #working = new Map<Entry, Promise<void>>();
  #stopping = false;

  /** `onBug` hears what should not have happened: the record could not be kept. */
  constructor(runs: InProcessRuns, limit: number, work: Work, clock: Clock, onBug: (error: unknown, record: RunRecord) => void) {
    this.#runs = runs;
    this.#limit = limit;
    this.#work = work;
    this.#clock = clock;
    this.#onBug = onBug;
    runs.onChange(() => this.#fill());
  }

  /** Resolves when nothing is being worked on. */
  async idle(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working.values());
  }

  /** Takes no more, stops what is going on so that the next process takes it up again, and waits for that. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const { stop } of this.#working.keys()) stop.abort(new RunStopped("handed-back", "The server is being restarted."));
    await this.idle();
  }

  #fill(): void {
    if (this.#stopping) return;
    for (const entry of this.#runs.waiting()) {
      if (!this.#mayBegin(entry)) continue;
      entry.state = "working";
      const done = this.#begin(entry)
        .catch((error: unknown) => {
          entry.state = "over";
          this.#onBug(error, entry.record);
        })
        .finally(() => {
          this.#working.delete(entry);
          this.#fill();
        });
      this.#working.set(entry, done);
    }
  }

  #mayBegin(entry: Entry): boolean {
    if (entry.stop.signal.aborted) return true;
    const others = [...this.#working.keys()].filter((other) => !other.stop.signal.aborted || sameChange(other, entry));
    return others.length < this.#limit && !others.some((other) => sameChange(other, entry));
  }

  async #begin(entry: Entry): Promise<void> {
    await this.#runs.update(entry, { attempts: entry.record.attempts + 1 });
    const save = (change: Partial<RunRecord>) => this.#runs.update(entry, change);
    const worked = await this.#work(entry.record, save, entry.stop.signal);
    if (worked.status === "handed-back") {
      entry.state = "waiting";
      return this.#runs.update(entry, { status: "pending", stage: null, attempts: entry.record.attempts - 1 });
    }
    entry.state = "over";
    await this.#runs.update(entry, {
      ...finished(worked),
      stage: null,
      finished_at: this.#clock.now().toISOString(),
    });
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

function sameChange(one: Entry, other: Entry): boolean {
  const [a, b] = [one.record.handover, other.record.handover];
  return a.github?.repository_id === b.github?.repository_id && a.pull_request === b.pull_request;
}
