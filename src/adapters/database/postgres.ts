import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { UserError } from "../../errors.ts";
import { Database } from "./database.ts";

/** What a process needs at a time: a handful of runs that beat and save, and its webhooks. */
const CONNECTIONS = 10;
const CONNECT_MILLISECONDS = 10_000;
/** Between two tries to listen again, and between two looks whether the listening connection still answers. */
const RELISTEN_MILLISECONDS = 1000;
const ALIVE_MILLISECONDS = 10_000;

/** A PostgreSQL server. Connections are made when they are needed. Throws `UserError` for an address that is none. */
export function connectPostgres(url: string, onProblem: (error: unknown) => void): Database {
  if (!/^postgres(ql)?:\/\//.test(url)) throw new UserError("DATABASE_URL is not the address of a PostgreSQL database.");
  const options = { connectionString: url, connectionTimeoutMillis: CONNECT_MILLISECONDS, application_name: "tfactory" };
  const pool = new pg.Pool({ ...options, max: CONNECTIONS });
  pool.on("error", onProblem); // a connection nobody uses was cut: the next one is made anew
  const closing = new AbortController();
  const listening: Promise<void>[] = [];
  return new Database({
    kind: "server",
    pool,
    listen: async (channel, heard) => {
      listening.push(keepListening(options, channel, heard, closing.signal, onProblem));
    },
    close: async () => {
      closing.abort();
      await Promise.all(listening);
      await pool.end();
    },
  });
}

/** A connection of its own that listens, made again whenever it is lost. */
async function keepListening(
  options: pg.ClientConfig,
  channel: string,
  heard: () => void,
  signal: AbortSignal,
  onProblem: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    const client = new pg.Client({ ...options, keepAlive: true });
    try {
      await client.connect();
      await hear(client, channel, heard, signal);
    } catch (error) {
      if (!signal.aborted) onProblem(error);
    }
    await client.end().catch(() => undefined);
    await sleep(RELISTEN_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
}

/** Resolves or throws when the connection is lost or nobody wants to hear any more. */
async function hear(client: pg.Client, channel: string, heard: () => void, signal: AbortSignal): Promise<void> {
  const lost = new Promise<void>((resolve, reject) => {
    client.on("error", reject);
    client.on("end", resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  client.on("notification", heard);
  await client.query(`listen ${channel}`);
  heard(); // nobody knows what was said before
  const alive = setInterval(() => client.query("select 1").catch(() => client.end()), ALIVE_MILLISECONDS);
  try {
    await lost;
  } finally {
    clearInterval(alive);
  }
}
