import { setTimeout as sleep } from "node:timers/promises";
import { InfrastructureError } from "../../errors.ts";

/** A restart of a server takes seconds, a disk that is full somebody's attention. After that the run is somebody else's. */
const PATIENCE_MINUTES = 10;
const PAUSE_MILLISECONDS = 500;
/** PostgreSQL's own words for "not now": appendix A, classes 08 (connection), 53 (resources), 57P (it goes down or comes up). */
const NOT_NOW = /^(08|53|57P)/;
const NO_CONNECTION = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "ENOSPC"]);

/** The database could not be asked, which says nothing about what was asked. */
export class DatabaseAway extends InfrastructureError {
  override name = "DatabaseAway";

  constructor(cause: Error) {
    super(`The database can not be reached: ${cause.message}.`, { cause });
  }
}

/** Does work that needs the database, again while that is away. It must be safe to repeat: a lost answer says nothing. */
export async function whenItIsBack<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + PATIENCE_MINUTES * 60_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DatabaseAway) || performance.now() > until) throw error;
      await sleep(PAUSE_MILLISECONDS);
    }
  }
}

/** What the driver throws, told apart. */
export function isAway(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return (
    NOT_NOW.test(code) ||
    NO_CONNECTION.has(code) ||
    /Connection terminated|timeout exceeded when trying to connect/.test(error.message)
  );
}
