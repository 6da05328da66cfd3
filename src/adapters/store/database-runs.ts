import type { Handover } from "../../domain/handover.ts";
import { Report } from "../../domain/report.ts";
import type { Clock } from "../../ports.ts";
import type { Limits } from "../../runs/limits.ts";
import type { Amendment, RunRecord, Runs, Submitted } from "../../runs/runs.ts";
import type { Database } from "../database/database.ts";
import { inTurn, wake } from "./in-turn.ts";
import { Jobs } from "./jobs.ts";
import { delayOf } from "./load.ts";
import { assignments, COLUMNS, type RunRow, recordOf } from "./run-rows.ts";

/** Opens what people follow a run by, as soon as it is queued. */
export type Announce = (record: RunRecord) => Promise<Pick<RunRecord, "check_run_id" | "check_run_url">>;

/** While its check run is being opened nobody begins a run, or it would be opened twice. If the one who opens it dies, later. */
const ANNOUNCING_SECONDS = 60;
const NOT_OVER = "r.status not in ('done', 'failed', 'cancelled', 'superseded')";
type Found = RunRow & { report: unknown };

export interface DatabaseRunsOptions {
  database: Database;
  jobs: Jobs;
  limits: Limits;
  clock: Pick<Clock, "now" | "id">;
  announce: Announce;
}

/** What runs exist, in the database. What is asked of one run at the same time is done one after the other. */
export class DatabaseRuns implements Runs {
  readonly #options: DatabaseRunsOptions;
  readonly #database: Database;

  constructor(options: DatabaseRunsOptions) {
    this.#options = options;
    this.#database = options.database;
  }

  async submit(handover: Handover): Promise<Submitted> {
    const submitted = await inTurn(this.#database, () => this.#enqueue(handover));
    if (submitted.status === "already-running") return submitted;
    return { ...submitted, run: await this.#open(submitted.run) };
  }

  async cancel(repository_id: number, pull_request: number, why: string): Promise<RunRecord | null> {
    return inTurn(this.#database, async () => {
      const active = await this.active(repository_id, pull_request);
      return active === null ? null : this.#stop(active.id, "cancelled", why);
    });
  }

  async active(repository_id: number, pull_request: number): Promise<RunRecord | null> {
    return this.#first(`r.repository_id = $1 and r.pull_request = $2 and ${NOT_OVER}`, [repository_id, pull_request], false);
  }

  async history(repository_id: number, pull_request: number): Promise<RunRecord[]> {
    return this.#find("r.repository_id = $1 and r.pull_request = $2", [repository_id, pull_request], true);
  }

  async latest(repository_id: number, pull_request: number): Promise<RunRecord | null> {
    return this.#first("r.repository_id = $1 and r.pull_request = $2", [repository_id, pull_request], true);
  }

  async read(run_id: string): Promise<RunRecord | null> {
    return this.#first("r.id = $1", [run_id], true);
  }

  async ofCheck({ repository_id, external_id, head_sha }: Parameters<Runs["ofCheck"]>[0]): Promise<RunRecord | null> {
    return (
      (await this.#first("r.repository_id = $1 and r.id = $2", [repository_id, external_id], true)) ??
      (await this.#first("r.repository_id = $1 and (r.head_sha = $2 or r.commit_sha = $2)", [repository_id, head_sha], true))
    );
  }

  async amend(run_id: string, { report, ...change }: Amendment): Promise<void> {
    await this.#database.tx(async () => {
      if (report !== undefined && report !== null) await keepReport(this.#database, run_id, report);
      await this.#change(run_id, change);
    });
  }

  async forget(installation_id: number, repository_ids: number[] | null): Promise<void> {
    await inTurn(this.#database, async () => {
      const text = `select id from tfactory.run r
        where r.installation_id = $1 and ($2::bigint[] is null or r.repository_id = any($2)) and r.finished_at is null and ${NOT_OVER}`;
      for (const { id } of await this.#database.query<{ id: string }>(text, [installation_id, repository_ids]))
        await this.#stop(id, "forgotten", "TFactory was taken off this repository.");
    });
  }

  /** The records of runs that were over after this time, and the ids of those that are not. */
  async since(time: Date): Promise<{ over: RunRecord[]; going: Set<string> }> {
    const going = await this.#database.query<{ id: string }>("select id from tfactory.run where finished_at is null");
    return {
      over: await this.#find("r.finished_at >= $1", [time], false),
      going: new Set(going.map(({ id }) => id)),
    };
  }

  async #enqueue(handover: Handover): Promise<Submitted> {
    const { github, pull_request } = handover;
    if (github === null || pull_request === null) throw new Error("only a run of a pull request is queued");
    const known = await this.#first("r.id = $1", [handover.request_id], false);
    if (known?.handover.github?.repository_id === github.repository_id) return { status: "already-running", run: known };
    const active = await this.active(github.repository_id, pull_request);
    if (active !== null && covers(active.handover, handover)) return { status: "already-running", run: active };
    const run = await this.#add(handover, known === null ? handover.request_id : this.#options.clock.id());
    if (active !== null) await this.#stop(active.id, "superseded", `A newer run took its place: ${run.id}.`);
    const delay = await delayOf(run.id, this.#options);
    if (active === null) return { status: "queued", run, delay };
    return { status: "superseding", run, superseded: active, delay };
  }

  async #add(handover: Handover, id: string): Promise<RunRecord> {
    const { github, pull_request, head_sha } = handover;
    const now = this.#options.clock.now();
    const job_id = Jobs.idOf(id);
    const announced = handover.goal === "tests" ? new Date(now.getTime() + ANNOUNCING_SECONDS * 1000) : now;
    const place = [github?.installation_id, github?.repository_id, pull_request, head_sha];
    await this.#database.query(
      `insert into tfactory.run (id, job_id, installation_id, repository_id, pull_request, head_sha, handover, priority,
         status, created_at, not_before) values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10)`,
      [id, job_id, ...place, JSON.stringify(handover), priorityOf(handover), now, announced],
    );
    await this.#options.jobs.add(job_id);
    return this.#known(id);
  }

  /** A check run that could not be opened now is opened when the work begins. */
  async #open(run: RunRecord): Promise<RunRecord> {
    const check = run.handover.goal === "tests" ? await this.#options.announce(run).catch(() => ({})) : {};
    return this.#database.tx(async () => {
      await this.#change(run.id, check);
      await this.#database.query("update tfactory.run set not_before = created_at where id = $1", [run.id]);
      await wake(this.#database);
      return this.#known(run.id);
    });
  }

  /** Settles how a run ends; whoever works on it, or comes to, tells it. */
  async #stop(id: string, how: "cancelled" | "superseded" | "forgotten", why: string): Promise<RunRecord> {
    await this.#change(id, { status: how === "superseded" ? "superseded" : "cancelled", failure: why });
    await this.#database.query("update tfactory.run set stop = $2, not_before = created_at where id = $1", [id, how]);
    await wake(this.#database);
    return this.#known(id);
  }

  async #change(id: string, change: Partial<RunRecord>): Promise<void> {
    const { set, values } = assignments(change, 2);
    if (set !== "") await this.#database.query(`update tfactory.run set ${set} where id = $1`, [id, ...values]);
  }

  async #known(id: string): Promise<RunRecord> {
    const run = await this.#first("r.id = $1", [id], false);
    if (run === null) throw new Error(`there is no run ${id}`);
    return run;
  }

  async #first(where: string, values: unknown[], whole: boolean): Promise<RunRecord | null> {
    return (await this.#find(where, values, whole, 1))[0] ?? null;
  }

  /** The newest first; `whole`: with the report when there is one. */
  async #find(where: string, values: unknown[], whole: boolean, limit: number | null = null): Promise<RunRecord[]> {
    const report = whole ? "(select p.report from tfactory.report p where p.run_id = r.id)" : "null";
    const text = `select ${COLUMNS}, ${report} as report from tfactory.run r where ${where} order by r.number desc`;
    const rows = await this.#database.query<Found>(limit === null ? text : `${text} limit ${limit}`, values);
    return rows.map((row) => recordOf(row, row.report === null ? null : Report.parse(row.report)));
  }
}

/** The report of a run, in the place of the one that is there. */
export async function keepReport(database: Database, run_id: string, report: Report): Promise<void> {
  const text = "insert into tfactory.report (run_id, report) values ($1, $2) on conflict (run_id) do update set report = $2";
  await database.query(text, [run_id, JSON.stringify(report)]);
}

/** Somebody reads the answer to `plan` now; a program that hands work over can wait for people. */
function priorityOf({ goal, github }: Handover): number {
  if (goal === "plan") return 2;
  return github?.trigger === "dispatch" ? 0 : 1;
}

/** Whether the active run gives what is asked for: the same head, and a plan comes with the tests. */
function covers(active: Handover, asked: Handover): boolean {
  return active.head_sha === asked.head_sha && (active.goal === "tests" || asked.goal === "plan");
}
