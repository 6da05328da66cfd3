import { createHash } from "node:crypto";
import { PgBoss } from "pg-boss";
import type { Database } from "../database/database.ts";

const QUEUE = "run";
/** A worker that says nothing for this long is dead. The least pg-boss allows; it looks every second. */
const SILENCE_SECONDS = 10;
/** In an embedded database nobody else could take a run over: a busy process is not to lose its own. */
const EMBEDDED_SILENCE_SECONDS = 600;
/** Hand-backs and crashes count as tries of a job; how often a run is begun is counted apart (`ATTEMPTS`). */
const TRIES = 100_000;
const A_DAY = 24 * 60 * 60;

/** The condition that a run of `tfactory.run r` is claimed by the attempt `$n` of its job. */
export function isClaimed(attempt: string, run = "r"): string {
  return `exists (select from pgboss.job j where j.name = '${QUEUE}' and j.id = ${run}.job_id and j.state = 'active' and j.retry_count = ${attempt})`;
}

/** The jobs that are not over, as a table: `id`, and whether somebody has claimed it. */
export const OPEN_JOBS = `(select id, state = 'active' as claimed from pgboss.job where name = '${QUEUE}' and state < 'completed')`;

/** One job per run, in pg-boss: who works on it and whether that one lives. The only file that knows how it keeps them. */
export class Jobs {
  readonly #boss: PgBoss;
  readonly #database: Database;

  private constructor(boss: PgBoss, database: Database) {
    this.#boss = boss;
    this.#database = database;
  }

  /** `onProblem` hears what goes wrong in its upkeep. */
  static async open(database: Database, onProblem: (error: unknown) => void): Promise<Jobs> {
    const executeSql = async (text: string, values?: unknown[]) => ({
      rows: values === undefined || values.length === 0 ? await database.script(text) : await database.query(text, values),
    });
    const looks = database.isEmbedded ? 5 : 1;
    const boss = new PgBoss({
      db: { executeSql },
      backend: database.isEmbedded ? "pglite" : "postgres",
      schedule: false,
      superviseIntervalSeconds: looks,
      monitorIntervalSeconds: looks,
      maintenanceIntervalSeconds: 600,
    });
    boss.on("error", onProblem);
    // pg-boss locks its tables while it makes them, but looks before: of two that start at once, one would fail
    await database.inTurn(async () => {
      await boss.start();
      await boss.createQueue(QUEUE, {
        heartbeatSeconds: database.isEmbedded ? EMBEDDED_SILENCE_SECONDS : SILENCE_SECONDS,
        retryLimit: TRIES,
        retryDelay: 0,
        expireInSeconds: A_DAY - 1,
        retentionSeconds: 60 * A_DAY,
        deleteAfterSeconds: A_DAY,
      });
    });
    const jobs = new Jobs(boss, database);
    if (database.isEmbedded) await jobs.#handBackAll();
    return jobs;
  }

  /** The id of a run's job: the same for the same run, so that there is never a second one. */
  static idOf(run_id: string): string {
    const hash = createHash("sha256").update(run_id).digest("hex");
    return [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`, `8${hash.slice(17, 20)}`, hash.slice(20, 32)].join(
      "-",
    );
  }

  async add(job_id: string): Promise<void> {
    await this.#boss.send(QUEUE, {}, { id: job_id });
  }

  /** Claims exactly these, those of them that nobody has; gives each with the number of its attempt. In a transaction only. */
  async claim(job_ids: readonly string[]): Promise<Map<string, number>> {
    if (job_ids.length === 0) return new Map();
    const [row] = await this.#database.query<{ mark: number }>("select nextval('tfactory.dispatch')::int as mark");
    const priority = row?.mark ?? 0;
    for (const id of job_ids) await this.#boss.update(QUEUE, undefined, { id, priority });
    const marked = { batchSize: job_ids.length, minPriority: priority, maxPriority: priority, ignoreStartAfter: true };
    const jobs = await this.#boss.fetch(QUEUE, { ...marked, includeMetadata: true });
    return new Map(jobs.map(({ id, retryCount }) => [id, retryCount]));
  }

  async beat(jobs: readonly { id: string; retryCount: number }[]): Promise<void> {
    await this.#boss.touch(QUEUE, [...jobs]);
  }

  async complete(job: { id: string; retryCount: number }): Promise<void> {
    await this.#boss.complete(QUEUE, job);
  }

  /** Whoever comes next may claim it. */
  async handBack(job: { id: string; retryCount: number }): Promise<void> {
    await this.#boss.fail(QUEUE, job, { reason: "handed back" });
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false, close: false });
  }

  /** An embedded database has been closed by whoever had it before: what is claimed there is nobody's. */
  async #handBackAll(): Promise<void> {
    const rows = await this.#database.query<{ id: string }>(`select id from ${OPEN_JOBS} j where claimed`);
    if (rows.length > 0)
      await this.#boss.fail(
        QUEUE,
        rows.map(({ id }) => id),
      );
    await this.#database.query("update tfactory.run set not_before = created_at where finished_at is null");
  }
}
