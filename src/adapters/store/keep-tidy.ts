import type { Clock } from "../../ports.ts";
import type { Database } from "../database/database.ts";
import { forgetSeen } from "./seen-table.ts";

const EVERY_MINUTES = 60;
/** Spending is of a run or of a day: after this long nobody asks. */
const SPENDING_DAYS = 40;

/** Forgets now and then what nobody can ask for any more, until it is stopped. */
export function keepTidy(database: Database, clock: Pick<Clock, "now">, onProblem: (error: unknown) => void): { stop(): void } {
  const tidy = async () => {
    await forgetSeen(database, clock.now());
    await database.query(`delete from tfactory.spending where changed_at < now() - interval '${SPENDING_DAYS} days'`);
    // a server vacuums by itself; PGlite is a single process and does not
    if (database.isEmbedded) await database.query("vacuum analyze");
  };
  const timer = setInterval(() => void tidy().catch(onProblem), EVERY_MINUTES * 60_000).unref();
  return { stop: () => clearInterval(timer) };
}
