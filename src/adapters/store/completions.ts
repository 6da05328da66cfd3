import { Report } from "../../domain/report.ts";
import type { Clock } from "../../ports.ts";
import { type CompletionEvent, completionEvent } from "../../runs/completion-event.ts";
import type { Database } from "../database/database.ts";
import { COLUMNS, type RunRow, recordOf } from "./run-rows.ts";

/** The first pause after a failed delivery, doubled each time, and the longest one. */
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 3600;
/** Then nobody is expected to be there any more: about twelve hours after the run. */
const DELIVERIES = 20;
/** Runs that were over before are no news, for example when a receiver is configured for the first time. */
const NEWS_HOURS = 24;
/** Whoever took an event and died had it for this long. */
const TAKEN_SECONDS = 60;

export interface CompletionsOptions {
  database: Database;
  clock: Pick<Clock, "now">;
  /** The root of GitHub's API. */
  source: string;
  /** Throws when the event was not taken. */
  send(event: CompletionEvent): Promise<void>;
  onProblem(error: unknown): void;
}

/**
 * Sends the ends of runs that are due, each at least once and in turns between all processes on this database. Gives how many
 * were taken by the receiver. A database that is away throws.
 */
export async function tellCompletions({ database, clock, source, send, onProblem }: CompletionsOptions): Promise<number> {
  let told = 0;
  for (const { id, attempts, row } of await due(database, clock.now())) {
    try {
      await send(eventOf(row, source));
      await database.query("update tfactory.run set told_at = $2 where id = $1", [id, clock.now()]);
      told++;
    } catch (error) {
      onProblem(error);
      const pause = Math.min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS);
      const again = new Date(clock.now().getTime() + pause * 1000);
      await database.query("update tfactory.run set tell_after = $2 where id = $1", [id, again]);
    }
  }
  return told;
}

interface Due {
  id: string;
  /** This delivery among them. */
  attempts: number;
  row: RunRow & { report: unknown };
}

async function due(database: Database, now: Date): Promise<Due[]> {
  const text = `with taken as (
      update tfactory.run set tell_attempts = tell_attempts + 1, tell_after = $1::timestamptz + interval '${TAKEN_SECONDS} seconds'
      where id in (
        select id from tfactory.run where told_at is null and finished_at > $1::timestamptz - interval '${NEWS_HOURS} hours'
          and (tell_after is null or tell_after <= $1) and tell_attempts < ${DELIVERIES} and handover->>'goal' = 'tests'
        order by finished_at limit 20 for update skip locked)
      returning *)
    select ${COLUMNS}, r.tell_attempts, p.report from taken r left join tfactory.report p on p.run_id = r.id order by r.finished_at`;
  const rows = await database.query<Due["row"] & { tell_attempts: number }>(text, [now]);
  return rows.map(({ tell_attempts, ...row }) => ({ id: row.id, attempts: tell_attempts, row }));
}

/** Throws for a run that older code wrote: it keeps no other from being told. */
function eventOf({ report, ...row }: Due["row"], source: string): CompletionEvent {
  return completionEvent(recordOf(row, report === null ? null : Report.parse(report)), source);
}

/** Looks for ends to tell every few seconds until it is stopped. One round is over before the next begins. */
export function keepTelling(options: CompletionsOptions): { stop(): Promise<void> } {
  const SECONDS = 5;
  let round: Promise<unknown> = Promise.resolve();
  let going = false;
  const timer = setInterval(() => {
    if (going) return;
    going = true;
    round = tellCompletions(options)
      .catch(options.onProblem)
      .finally(() => {
        going = false;
      });
  }, SECONDS * 1000).unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await round;
    },
  };
}
