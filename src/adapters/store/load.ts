import type { Clock } from "../../ports.ts";
import { type Delay, dayOf, type Limits, leftToday, nextDay, type Used } from "../../runs/limits.ts";
import type { Database } from "../database/database.ts";
import { OPEN_JOBS } from "./jobs.ts";

interface Asked {
  database: Database;
  limits: Limits;
  clock: Pick<Clock, "now">;
}
/** A worker that said nothing for this long takes no runs. */
export const WORKER_SECONDS = 15;

/**
 * The condition that a run `r` may begin again on its pull request; `$now` and `$cooldown` are of the caller. An end that is still
 * to come was written before the clock was set back: nobody waits for it.
 */
export function isCooledDown(now: string, cooldown: string): string {
  return `not exists (select from tfactory.run p where p.repository_id = r.repository_id and p.pull_request = r.pull_request
    and p.status in ('done', 'failed') and p.finished_at > ${now}::timestamptz - ${cooldown} * interval '1 second' and p.finished_at <= ${now})`;
}

/** What was used on the day of this time. */
export async function usedToday(database: Database, now: Date): Promise<Used> {
  const text = `select (select runs from tfactory.day where day = $1::date) as runs, s.tokens, s.usd
    from (select $1::text as key) as today left join tfactory.spending s using (key)`;
  const [row] = await database.query<{ [Measure in keyof Used]: number | null }>(text, [dayOf(now)]);
  return { runs: row?.runs ?? 0, tokens: row?.tokens ?? 0, usd: row?.usd ?? 0 };
}

/** Why a run that waits will not begin at once; `null`: there is room for it. */
export async function delayOf(run_id: string, { database, limits, clock }: Asked): Promise<Delay | null> {
  const now = clock.now();
  const left = leftToday(limits, await usedToday(database, now));
  const { ahead, working, slots, cooled_at } = await crowd(run_id, database);
  if (left <= ahead) return { because: "budget", until: nextDay(now).toISOString(), ahead };
  const cooled = cooled_at === null || cooled_at > now ? now : new Date(cooled_at.getTime() + limits.cooldown * 1000);
  if (cooled > now) return { because: "cool-down", until: cooled.toISOString(), ahead };
  const room = Math.min(slots, limits.runs) - working;
  if (ahead < room) return null;
  return { because: slots === 0 ? "no-worker" : "busy", until: null, ahead };
}

interface Crowd {
  /** Runs that were asked for before and wait, and those that are worked on. */
  ahead: number;
  working: number;
  /** Of all workers that live. */
  slots: number;
  /** When the last run of the same pull request was over. */
  cooled_at: Date | null;
}

async function crowd(run_id: string, database: Database): Promise<Crowd> {
  const [row] = await database.query<Crowd>(
    `with open as (
       select r.number, j.claimed from tfactory.run r join ${OPEN_JOBS} j on j.id = r.job_id
       where r.finished_at is null and r.stop is null and r.id <> $1
     )
     select (select count(*) from open where not claimed)::int as ahead,
       (select count(*) from open where claimed)::int as working,
       (select coalesce(sum(slots), 0) from tfactory.worker where beat_at > now() - ${WORKER_SECONDS} * interval '1 second')::int as slots,
       (select max(p.finished_at) from tfactory.run p join tfactory.run r using (repository_id, pull_request)
         where r.id = $1 and p.status in ('done', 'failed')) as cooled_at`,
    [run_id],
  );
  return row ?? { ahead: 0, working: 0, slots: 0, cooled_at: null };
}
