import { afterAll } from "vitest";
import type { Database } from "../../src/adapters/database/database.ts";
import { migrate } from "../../src/adapters/database/migrate.ts";
import { connectPostgres } from "../../src/adapters/database/postgres.ts";
import { Jobs } from "../../src/adapters/store/jobs.ts";
import { fail, wipe } from "./a-database.ts";
import { aPostgres } from "./a-postgres.ts";

const opened: { close(): Promise<void> }[] = [];
let shared: Promise<Database> | undefined;

/**
 * The one database of this test file on a PostgreSQL server, wiped. Beside `aDatabase`: a process that holds a database of its
 * own in memory is half a gigabyte large, and each git it starts takes ten times as long.
 */
export async function aServerDatabase(): Promise<Database> {
  shared ??= open();
  const database = await shared;
  await wipe(database);
  return database;
}

async function open(): Promise<Database> {
  const server = await aPostgres();
  opened.push({ close: server.stop });
  const database = connectPostgres(server.url, fail);
  opened.push(database);
  await migrate(database);
  await (await Jobs.open(database, fail)).close();
  return database;
}

afterAll(async () => {
  for (const one of opened.toReversed()) await one.close();
});
