import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Clock } from "../../ports.ts";
import { dayOf, type Limits, leftToday } from "../../runs/limits.ts";
import type { Claim, RunQueue } from "../../runs/run-queue.ts";
import type { RunStopped } from "../../runs/run-stopped.ts";
import type { RunRecord } from "../../runs/runs.ts";
import type { Database } from "../database/database.ts";
import { whenItIsBack } from "../database/when-it-is-back.ts";
import { keepReport } from "./database-runs.ts";
import { CHANNEL, inTurn, wake } from "./in-turn.ts";
import { isClaimed, type Jobs, OPEN_JOBS } from "./jobs.ts";
import { isCooledDown, usedToday } from "./load.ts";
import { assignments, COLUMNS, type RunRow, recordOf, stopOf } from "./run-rows.ts";

/** A run that has waited this long goes before those that are worth more: nobody waits for ever. */
const PATIENCE_MINUTES = 10;

export interface QueueOptions {
  database: Database;
  jobs: Jobs;
  limits: Limits;
  clock: Pick<Clock, "now">;
  /** Runs this worker does at a time, for those who ask how much room there is. */
  slots: number;
}

/** The runs of the database, for one worker. Every limit is exact: they are counted and taken in turn. */
export class DatabaseQueue implements RunQueue {
  readonly #options: QueueOptions;
  readonly #database: Database;
  readonly #jobs: Jobs;
  /** Of this worker, in `tfactory.worker`. */
  readonly #id = randomUUID();
  /** The runs this worker has, with the number of their attempt, until it is done with them. */
  readonly #attempts = new Map<string, number>();

  constructor(options: QueueOptions) {
    this.#options = options;
    this.#database = options.database;
    this.#jobs = options.jobs;
  }

  async claim(room: number): Promise<Claim[]> {
    if (!(await this.#isAnyOpen())) return [];
    const claims = await inTurn(this.#database, async () => {
      const now = this.#options.clock.now();
      const chosen = [...(await this.#stoppedBeforeTheyBegan()), ...(await this.#next(room, now))];
      const attempts = await this.#jobs.claim(chosen);
      const rows = await this.#database.query<RunRow & { first: boolean }>(
        `update tfactory.run r set attempts = r.attempts + 1, worker_id = $2, stage = null, started_at = coalesce(r.started_at, $3),
           status = case when r.stop is null then 'pending' else r.status end
         from tfactory.run old where old.id = r.id and r.job_id = any($1::uuid[])
         returning ${COLUMNS}, old.started_at is null and r.stop is null as first`,
        [[...attempts.keys()], this.#id, now],
      );
      await this.#count(now, rows.filter(({ first }) => first).length);
      return rows.map((row) => ({ record: recordOf(row), attempt: attempts.get(row.job_id) ?? 0, stop: stopOf(row) }));
    });
    for (const { record, attempt } of claims) this.#attempts.set(record.id, attempt);
    return claims;
  }

  /** The attempt at a run that this worker has; `undefined`: it has none. */
  attemptOf(run_id: string): number | undefined {
    return this.#attempts.get(run_id);
  }

  async stopped(claims: readonly Claim[]): Promise<Map<Claim, RunStopped>> {
    if (claims.length === 0) return new Map();
    const text = "select r.id, r.stop, r.failure from tfactory.run r where r.id = any($1) and r.stop is not null";
    const rows = await this.#database.query<Pick<RunRow, "id" | "stop" | "failure">>(text, [
      claims.map(({ record }) => record.id),
    ]);
    return new Map(
      rows.flatMap((row) => {
        const [claim, stop] = [claims.find(({ record }) => record.id === row.id), stopOf(row)];
        return claim === undefined || stop === null ? [] : [[claim, stop]];
      }),
    );
  }

  async beat(claims: readonly Claim[]): Promise<Claim[]> {
    await this.#database.query(
      `insert into tfactory.worker (id, host, pid, slots) values ($1, $2, $3, $4) on conflict (id) do update set beat_at = now()`,
      [this.#id, hostname(), process.pid, this.#options.slots],
    );
    if (claims.length === 0) return [];
    const jobs = await this.#jobsOf(claims);
    await this.#jobs.beat(jobs.map(({ job }) => job));
    const rows = await this.#database.query<{ id: string; attempt: number }>(
      `select r.id, j.retry_count as attempt from tfactory.run r join pgboss.job j on j.id = r.job_id
       where r.id = any($1) and j.name = 'run' and j.state = 'active'`,
      [claims.map(({ record }) => record.id)],
    );
    return claims.filter(({ record, attempt }) => !rows.some((row) => row.id === record.id && row.attempt === attempt));
  }

  async save({ record, attempt }: Claim, { report, ...change }: Partial<RunRecord>): Promise<boolean> {
    const { set, values } = assignments(change, 3);
    const text = `update tfactory.run r set ${set === "" ? "id = id" : set} where r.id = $1 and ${isClaimed("$2")} returning r.id`;
    return (await whenItIsBack(() => this.#database.query(text, [record.id, attempt, ...values]))).length > 0;
  }

  async finish(claim: Claim, change: Partial<RunRecord>): Promise<boolean> {
    try {
      return await whenItIsBack(() => this.#finish(claim, change));
    } finally {
      if (this.#attempts.get(claim.record.id) === claim.attempt) this.#attempts.delete(claim.record.id);
    }
  }

  handBack(claim: Claim): Promise<void> {
    return this.#letGo(claim, 1);
  }

  giveUp(claim: Claim): Promise<void> {
    return this.#letGo(claim, 0);
  }

  /** `uncounted`: how many attempts are taken back. */
  async #letGo(claim: Claim, uncounted: number): Promise<void> {
    try {
      await whenItIsBack(() => this.#handBack(claim, uncounted));
    } finally {
      if (this.#attempts.get(claim.record.id) === claim.attempt) this.#attempts.delete(claim.record.id);
    }
  }

  #finish(claim: Claim, change: Partial<RunRecord>): Promise<boolean> {
    return inTurn(this.#database, async () => {
      const { id } = claim.record;
      if (!(await this.save(claim, change))) return false;
      if (change.report !== undefined && change.report !== null) await keepReport(this.#database, id, change.report);
      for (const table of ["step", "path_lock"])
        await this.#database.query(`delete from tfactory.${table} where run_id = $1`, [id]);
      for (const { job } of await this.#jobsOf([claim])) await this.#jobs.complete(job);
      await wake(this.#database);
      return true;
    });
  }

  #handBack(claim: Claim, uncounted: number): Promise<void> {
    return inTurn(this.#database, async () => {
      const { record, attempt } = claim;
      const rows = await this.#database.query(
        `update tfactory.run r set status = case when r.stop is null then 'pending' else r.status end, stage = null,
           attempts = r.attempts - ${uncounted} where r.id = $1 and ${isClaimed("$2")} returning r.id`,
        [record.id, attempt],
      );
      if (rows.length === 0) return;
      for (const { job } of await this.#jobsOf([claim])) await this.#jobs.handBack(job);
      await wake(this.#database);
    });
  }

  async onChange(changed: () => void): Promise<void> {
    await this.beat([]);
    await this.#database.listen(CHANNEL, changed);
  }

  /** This worker takes no more. */
  async leave(): Promise<void> {
    await this.#database.query("delete from tfactory.worker where id = $1 or beat_at < now() - interval '1 day'", [this.#id]);
  }

  /** Asked every second by everyone: nobody waits for his turn to hear that there is nothing. */
  async #isAnyOpen(): Promise<boolean> {
    const text = "select from tfactory.run where finished_at is null and id <> all($1) limit 1";
    return (await this.#database.query(text, [[...this.#attempts.keys()]])).length > 0;
  }

  async #stoppedBeforeTheyBegan(): Promise<string[]> {
    const text = `select r.job_id from tfactory.run r join ${OPEN_JOBS} j on j.id = r.job_id
      where r.finished_at is null and r.stop is not null and not j.claimed and r.id <> all($1)`;
    return (await this.#database.query<{ job_id: string }>(text, [[...this.#attempts.keys()]])).map(({ job_id }) => job_id);
  }

  /**
   * The jobs to begin, at most `room`. What is worth more goes first; then the repository that has the fewest runs going on,
   * then the one that had its turn longest ago, then the run that waits longest.
   */
  async #next(room: number, now: Date): Promise<string[]> {
    const { limits } = this.#options;
    const most = Math.min(room, limits.runs - (await this.#working()));
    if (most <= 0) return [];
    const left = leftToday(limits, await usedToday(this.#database, now));
    const rows = await this.#database.query<{ job_id: string }>(
      `with open as (
         select r.*, j.claimed from tfactory.run r join ${OPEN_JOBS} j on j.id = r.job_id where r.finished_at is null
       ), waiting as (
         select r.*, r.priority + floor(extract(epoch from $1::timestamptz - r.created_at) / 60 / ${PATIENCE_MINUTES}) as worth
         from open r
         where not r.claimed and r.stop is null and (r.not_before <= $1 or r.created_at > $1) and r.id <> all($5)
           and (r.started_at is not null or $3)
           and not exists (select from open o where o.claimed and o.repository_id = r.repository_id and o.pull_request = r.pull_request)
           and (r.started_at is not null or ${isCooledDown("$1", "$2")})
       )
       select w.job_id from waiting w
       order by w.worth desc,
         row_number() over (partition by w.repository_id order by w.worth desc, w.number)
           + (select count(*) from open o where o.claimed and o.stop is null and o.repository_id = w.repository_id),
         (select max(p.started_at) from tfactory.run p where p.repository_id = w.repository_id) nulls first,
         w.number
       limit $4`,
      [now, limits.cooldown, left > 0, Math.min(most, 100), [...this.#attempts.keys()]],
    );
    return this.#withinBudget(
      rows.map(({ job_id }) => job_id),
      left,
    );
  }

  /** Those that were begun before are paid for. */
  async #withinBudget(job_ids: string[], left: number): Promise<string[]> {
    if (left >= job_ids.length) return job_ids;
    const text = "select job_id from tfactory.run where job_id = any($1::uuid[]) and started_at is not null";
    const begun = new Set((await this.#database.query<{ job_id: string }>(text, [job_ids])).map(({ job_id }) => job_id));
    let more = left;
    return job_ids.filter((id) => begun.has(id) || more-- > 0);
  }

  async #working(): Promise<number> {
    const text = `select count(*)::int as count from tfactory.run r join ${OPEN_JOBS} j on j.id = r.job_id where j.claimed and r.stop is null`;
    return (await this.#database.query<{ count: number }>(text))[0]?.count ?? 0;
  }

  async #jobsOf(claims: readonly Claim[]): Promise<{ job: { id: string; retryCount: number } }[]> {
    const text = "select id, job_id from tfactory.run where id = any($1)";
    const rows = await this.#database.query<{ id: string; job_id: string }>(text, [claims.map(({ record }) => record.id)]);
    return claims.flatMap(({ record, attempt }) =>
      rows.filter((row) => row.id === record.id).map((row) => ({ job: { id: row.job_id, retryCount: attempt } })),
    );
  }

  async #count(now: Date, runs: number): Promise<void> {
    const text = "insert into tfactory.day as d (day, runs) values ($1, $2) on conflict (day) do update set runs = d.runs + $2";
    if (runs > 0) await this.#database.query(text, [dayOf(now), runs]);
  }
}
