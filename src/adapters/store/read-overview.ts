import { RunStatus, Stage } from "../../domain/run.ts";
import type { Clock } from "../../ports.ts";
import type { Limits } from "../../runs/limits.ts";
import type { Overview, RepositoryLine, RunLine, WorkerLine } from "../../runs/overview.ts";
import type { Database } from "../database/database.ts";
import { OPEN_JOBS } from "./jobs.ts";
import { usedToday, WORKER_SECONDS } from "./load.ts";

/** Runs that are over and still listed. */
const LISTED = 50;

/** All that is known of queue, workers and runs at this moment, by a handful of statements. */
export async function readOverview(database: Database, limits: Limits, clock: Pick<Clock, "now">): Promise<Overview> {
  const now = clock.now();
  const [runs, workers, repositories, queue, finished, seconds, used_today] = await Promise.all([
    readRuns(database),
    readWorkers(database),
    readRepositories(database, now),
    readQueue(database, now),
    readFinished(database, now),
    readSeconds(database, now),
    usedToday(database, now),
  ]);
  return { at: now.toISOString(), queue, workers, repositories, runs, last_day: { finished, seconds }, used_today, limits };
}

type RunRow = Omit<RunLine, "status" | "stage" | "created_at" | "started_at" | "finished_at"> & {
  status: string;
  stage: string | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
};

async function readRuns(database: Database): Promise<RunLine[]> {
  const text = `select r.id, coalesce(r.handover->>'repository', '') as repository, r.pull_request, r.status, r.stage,
      coalesce(r.handover->>'requested_by', '') as requested_by, r.created_at, r.started_at, r.finished_at, r.attempts,
      case when r.finished_at is null then w.host end as worker, r.commit_sha, r.check_run_url, r.failure
    from tfactory.run r left join tfactory.worker w on w.id = r.worker_id
    where r.finished_at is null or r.number > (
      select coalesce(min(number), 0) - 1 from (select number from tfactory.run where finished_at is not null order by number desc limit ${LISTED}) newest
    )
    order by r.finished_at is not null, r.number desc`;
  const rows = await database.query<RunRow>(text);
  return rows.map((row) => ({
    ...row,
    status: RunStatus.parse(row.status),
    stage: Stage.nullable().parse(row.stage),
    created_at: row.created_at.toISOString(),
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
  }));
}

async function readWorkers(database: Database): Promise<WorkerLine[]> {
  const text = `select w.host, w.pid, w.slots, w.started_at,
      (select count(*) from tfactory.run r join ${OPEN_JOBS} j on j.id = r.job_id where j.claimed and r.worker_id = w.id)::int as working
    from tfactory.worker w where w.beat_at > now() - ${WORKER_SECONDS} * interval '1 second' order by w.host, w.pid`;
  const rows = await database.query<Omit<WorkerLine, "started_at"> & { started_at: Date }>(text);
  return rows.map((row) => ({ ...row, started_at: row.started_at.toISOString() }));
}

async function readRepositories(database: Database, now: Date): Promise<RepositoryLine[]> {
  const text = `select coalesce(r.handover->>'repository', '') as repository,
      count(*) filter (where r.finished_at is null and not coalesce(j.claimed, false))::int as waiting,
      count(*) filter (where r.finished_at is null and coalesce(j.claimed, false))::int as working,
      count(*) filter (where r.finished_at is not null)::int as finished_last_day
    from tfactory.run r left join ${OPEN_JOBS} j on j.id = r.job_id
    where r.finished_at is null or r.finished_at > $1::timestamptz - interval '1 day'
    group by r.repository_id, coalesce(r.handover->>'repository', '') order by waiting desc, working desc, repository`;
  return database.query<RepositoryLine>(text, [now]);
}

async function readQueue(database: Database, now: Date): Promise<Overview["queue"]> {
  const text = `select count(*) filter (where not j.claimed)::int as waiting, count(*) filter (where j.claimed)::int as working,
      extract(epoch from $1::timestamptz - min(r.created_at) filter (where not j.claimed))::float as oldest_waiting_seconds
    from tfactory.run r join ${OPEN_JOBS} j on j.id = r.job_id where r.finished_at is null`;
  const [row] = await database.query<Overview["queue"]>(text, [now]);
  return row ?? { waiting: 0, working: 0, oldest_waiting_seconds: null };
}

async function readFinished(database: Database, now: Date): Promise<Overview["last_day"]["finished"]> {
  const text = `select status, count(*)::int as count from tfactory.run
    where finished_at > $1::timestamptz - interval '1 day' group by status order by status`;
  const rows = await database.query<{ status: string; count: number }>(text, [now]);
  return Object.fromEntries(rows.map(({ status, count }) => [RunStatus.parse(status), count]));
}

async function readSeconds(database: Database, now: Date): Promise<Overview["last_day"]["seconds"]> {
  const text = `select percentile_cont(0.5) within group (order by seconds)::float as p50,
      percentile_cont(0.95) within group (order by seconds)::float as p95
    from (select extract(epoch from finished_at - started_at)::float as seconds from tfactory.run
      where finished_at > $1::timestamptz - interval '1 day' and started_at is not null) taken`;
  const [row] = await database.query<{ p50: number | null; p95: number | null }>(text, [now]);
  return row === undefined || row.p50 === null || row.p95 === null ? null : { p50: row.p50, p95: row.p95 };
}
