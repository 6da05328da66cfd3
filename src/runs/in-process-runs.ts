import type { Handover } from "../domain/handover.ts";
import type { Clock } from "../ports.ts";
import type { RunFiles } from "./run-files.ts";
import { RunStopped } from "./run-stopped.ts";
import { type Amendment, isOver, type RunRecord, type Runs, type Submitted } from "./runs.ts";

/** A run this process knows: its record without the report, and the signal that stops it. */
export interface Entry {
  record: RunRecord;
  readonly stop: AbortController;
  /** `announcing`: its check run is being opened, so that the worker does not open a second one. */
  state: "announcing" | "waiting" | "working" | "over";
}

/** Opens what people follow a run by, as soon as it is queued. */
export type Announce = (record: RunRecord) => Promise<Pick<RunRecord, "check_run_id" | "check_run_url">>;

/**
 * Runs of one process, each change of them on disk before anyone hears of it. What was not over when the process ended is
 * waiting again when the next one opens.
 */
export class InProcessRuns implements Runs {
  readonly #files: RunFiles;
  readonly #clock: Clock;
  readonly #announce: Announce;
  readonly #entries = new Map<string, Entry>();
  #changed: () => void = () => {};

  private constructor(files: RunFiles, clock: Clock, announce: Announce) {
    this.#files = files;
    this.#clock = clock;
    this.#announce = announce;
  }

  static async open(files: RunFiles, clock: Clock, announce: Announce): Promise<InProcessRuns> {
    const runs = new InProcessRuns(files, clock, announce);
    const records = (await files.all()).toSorted((one, other) => one.created_at.localeCompare(other.created_at));
    for (const record of records) runs.#entries.set(record.id, takenUp(record));
    return runs;
  }

  async submit(handover: Handover): Promise<Submitted> {
    const { github, pull_request } = handover;
    if (github === null || pull_request === null) throw new Error("only a run of a pull request is queued");
    const known = this.#entries.get(handover.request_id);
    if (known?.record.handover.github?.repository_id === github.repository_id)
      return { status: "already-running", run: known.record };
    const active = this.#active(github.repository_id, pull_request);
    if (active !== null && covers(active.record.handover, handover)) return { status: "already-running", run: active.record };
    const entry = this.#add(handover, known === undefined ? handover.request_id : this.#clock.id());
    try {
      await this.#files.save(entry.record);
    } catch (error) {
      this.#entries.delete(entry.record.id); // a run that is not kept is none
      throw error;
    }
    if (active !== null) await this.#end(active, "superseded", `A newer run took its place: ${entry.record.id}.`);
    await this.#open(entry);
    if (active === null) return { status: "queued", run: entry.record };
    return { status: "superseding", run: entry.record, superseded: active.record };
  }

  async cancel(repository_id: number, pull_request: number, why: string): Promise<RunRecord | null> {
    const active = this.#active(repository_id, pull_request);
    if (active === null) return null;
    await this.#end(active, "cancelled", why);
    return active.record;
  }

  async active(repository_id: number, pull_request: number): Promise<RunRecord | null> {
    return this.#active(repository_id, pull_request)?.record ?? null;
  }

  async history(repository_id: number, pull_request: number): Promise<RunRecord[]> {
    return Promise.all(this.#of(repository_id, pull_request).map(({ record }) => this.#whole(record)));
  }

  async latest(repository_id: number, pull_request: number): Promise<RunRecord | null> {
    const [newest] = this.#of(repository_id, pull_request);
    return newest === undefined ? null : this.#whole(newest.record);
  }

  async read(run_id: string): Promise<RunRecord | null> {
    const entry = this.#entries.get(run_id);
    return entry === undefined ? null : this.#whole(entry.record);
  }

  async ofCheck({ repository_id, external_id, head_sha }: Parameters<Runs["ofCheck"]>[0]): Promise<RunRecord | null> {
    const here = [...this.#entries.values()].filter(({ record }) => record.handover.github?.repository_id === repository_id);
    const found =
      here.find(({ record }) => record.id === external_id) ??
      here.findLast(({ record }) => record.handover.head_sha === head_sha || record.commit_sha === head_sha);
    return found === undefined ? null : this.#whole(found.record);
  }

  async amend(run_id: string, amendment: Amendment): Promise<void> {
    const entry = this.#entries.get(run_id);
    if (entry !== undefined) await this.update(entry, amendment);
  }

  async forget(installation_id: number, repository_ids: number[] | null): Promise<void> {
    for (const entry of this.#entries.values()) {
      const github = entry.record.handover.github;
      const gone = github?.installation_id === installation_id && (repository_ids?.includes(github.repository_id) ?? true);
      if (gone && !isOver(entry.record)) await this.#end(entry, "forgotten", "TFactory was taken off this repository.");
    }
  }

  /** The records of runs that were over after this time, and the ids of those that are not. */
  since(time: Date): { over: RunRecord[]; going: Set<string> } {
    const records = [...this.#entries.values()].map(({ record }) => record);
    const over = records.filter(({ finished_at }) => finished_at !== null && Date.parse(finished_at) >= time.getTime());
    return { over, going: new Set(records.filter(({ finished_at }) => finished_at === null).map(({ id }) => id)) };
  }

  /** Calls `changed` whenever there may be something to work on. */
  onChange(changed: () => void): void {
    this.#changed = changed;
    changed();
  }

  /** Those to work on, the first first; a run that was stopped is among them, for somebody must tell its end. */
  waiting(): Entry[] {
    return [...this.#entries.values()].filter(({ state }) => state === "waiting");
  }

  /** Changes a record on disk and then here. A report goes to disk and is not kept. */
  async update(entry: Entry, change: Partial<RunRecord>): Promise<void> {
    const record = { ...entry.record, ...change };
    entry.record = { ...record, report: null };
    await this.#files.save(record);
  }

  #add(handover: Handover, id: string): Entry {
    const record: RunRecord = {
      id,
      handover,
      status: "pending",
      stage: null,
      created_at: this.#clock.now().toISOString(),
      finished_at: null,
      report: null,
      failure: null,
      check_run_id: null,
      check_run_url: null,
      commit_sha: null,
      attempts: 0,
    };
    const entry: Entry = { record, stop: new AbortController(), state: "announcing" };
    this.#entries.set(id, entry);
    return entry;
  }

  /** A check run that could not be opened now is opened when the work begins. */
  async #open(entry: Entry): Promise<void> {
    try {
      if (entry.record.handover.goal === "tests") await this.update(entry, await this.#announce(entry.record));
    } catch {
      entry.record = { ...entry.record, check_run_id: null };
    } finally {
      entry.state = "waiting";
      this.#changed();
    }
  }

  /** Settles how a run ends; the worker tells it. On disk first, so that a crash in between does not bring it back. */
  async #end(entry: Entry, how: "cancelled" | "superseded" | "forgotten", why: string): Promise<void> {
    const status = how === "superseded" ? "superseded" : "cancelled";
    const saved = this.update(entry, { status, failure: why });
    entry.stop.abort(new RunStopped(how, why));
    await saved;
    this.#changed();
  }

  #active(repository_id: number, pull_request: number): Entry | null {
    return this.#of(repository_id, pull_request).find(({ record }) => !isOver(record)) ?? null;
  }

  /** The newest first. */
  #of(repository_id: number, pull_request: number): Entry[] {
    const all = [...this.#entries.values()].reverse();
    return all.filter(
      ({ record: { handover } }) => handover.github?.repository_id === repository_id && handover.pull_request === pull_request,
    );
  }

  async #whole(record: RunRecord): Promise<RunRecord> {
    return { ...record, report: await this.#files.report(record.id) };
  }
}

/** A record of an earlier process: over, to be told that it was stopped, or to be worked on again. */
function takenUp(record: RunRecord): Entry {
  const stop = new AbortController();
  if (record.finished_at !== null) return { record, stop, state: "over" };
  if (record.status === "cancelled" || record.status === "superseded")
    stop.abort(new RunStopped(record.status, record.failure ?? "It was stopped."));
  return { record: isOver(record) ? record : { ...record, status: "pending", stage: null }, stop, state: "waiting" };
}

/** Whether the active run gives what is asked for: the same head, and a plan comes with the tests. */
function covers(active: Handover, asked: Handover): boolean {
  return active.head_sha === asked.head_sha && (active.goal === "tests" || asked.goal === "plan");
}
