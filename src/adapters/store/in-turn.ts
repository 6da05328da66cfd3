import type { Database } from "../database/database.ts";

/** Any number that no other program on this database takes for the same. */
const LOCK = 7_246_302;

/** A transaction that no other one of these runs beside, on whatever machine: what it counts stays true until it is over. */
export function inTurn<T>(database: Database, work: () => Promise<T>): Promise<T> {
  return database.tx(async () => {
    await database.query("select pg_advisory_xact_lock($1)", [LOCK]);
    return work();
  });
}

/** Wakes every worker when the transaction is over. */
export async function wake(database: Database): Promise<void> {
  await database.query(`select pg_notify('${CHANNEL}', '')`);
}

export const CHANNEL = "tfactory_runs";
