import type { Clock } from "../../ports.ts";
import type { Database } from "../database/database.ts";
import { forgetPushes } from "./push-table.ts";
import { forgetSeen } from "./seen-table.ts";

const EVERY_MINUTES = 60;
/** Spending is of a run or of a day: after this long nobody asks. */
const SPENDING_DAYS = 40;
/** Whoever asks what happened in a run asks within this time; its report stays. */
const EVENT_DAYS = 40;

/** Forgets now and then what nobody can ask for any more, until it is stopped. */
export function keepTidy(database: Database, clock: Pick<Clock, "now">, onProblem: (error: unknown) => void): { stop(): void } {
  const timer = setInterval(() => void tidy(database, clock.now()).catch(onProblem), EVERY_MINUTES * 60_000).unref();
  return { stop: () => clearInterval(timer) };
}

/** Once: what was seen and pushed, spent, and what happened in runs, each as long ago as nobody asks about it. */
export async function tidy(database: Database, now: Date): Promise<void> {
  await forgetSeen(database, now);
  await forgetPushes(database, now);
  await database.query(`delete from tfactory.spending where changed_at < $1::timestamptz - interval '${SPENDING_DAYS} days'`, [
    now,
  ]);
  const old = `select id from tfactory.run where finished_at < $1::timestamptz - interval '${EVENT_DAYS} days'`;
  await database.query(`delete from tfactory.event where run_id in (${old})`, [now]);
  // a server vacuums by itself; PGlite is a single process and does not
  if (database.isEmbedded) await database.query("vacuum analyze");
}
