import type { ServerConfig } from "../../config.ts";
import type { Database } from "./database.ts";
import { type EmbeddedOptions, openEmbedded } from "./embedded.ts";
import { migrate } from "./migrate.ts";
import { connectPostgres } from "./postgres.ts";

/** The database of a server, with our tables as this code needs them: the one of `DATABASE_URL`, else one in the data folder. */
export async function openDatabase(
  { database_url, data }: Pick<ServerConfig, "database_url" | "data">,
  log: EmbeddedOptions["log"],
): Promise<Database> {
  if (database_url === null) {
    log.warn({ data }, "the database is in a folder of this machine: in production, DATABASE_URL names a PostgreSQL server");
    return openEmbedded({ data, prepare: migrate, log });
  }
  const database = connectPostgres(database_url, (error) => log.error({ err: error }, "a connection to the database was lost"));
  try {
    await migrate(database);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
