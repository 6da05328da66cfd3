import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { UserError } from "../../errors.ts";
import type { Database } from "./database.ts";

const FOLDER = new URL("./migrations/", import.meta.url);

interface Migration {
  version: number;
  name: string;
  sql: string;
  checksum: string;
}

/**
 * Brings our tables to what this code needs: each file of `migrations/` once, in order, all or nothing, however many processes
 * start at a time. There is no way back. Throws `UserError` for a database that newer code has written.
 */
export async function migrate(database: Database): Promise<void> {
  const known = await readMigrations();
  await database.inTurn(() => database.tx(() => apply(database, known)));
}

async function apply(database: Database, known: Migration[]): Promise<void> {
  await database.script(
    `create schema if not exists tfactory;
     create table if not exists tfactory.migration
       (version int primary key, name text not null, checksum text not null, applied_at timestamptz not null default now())`,
  );
  const applied = await database.query<{ version: number; checksum: string }>("select version, checksum from tfactory.migration");
  for (const { version, checksum } of applied) {
    const same = known.find((one) => one.version === version);
    if (same === undefined)
      throw new UserError(
        `The database was written by a newer TFactory (its tables have version ${version}). Start that one, or restore a backup.`,
      );
    if (same.checksum !== checksum) throw new Error(`Migration ${same.name} is not the one that was applied: add a new one.`);
  }
  for (const { version, name, sql, checksum } of known.slice(applied.length)) {
    await database.script(sql);
    const values = [version, name, checksum];
    await database.query("insert into tfactory.migration (version, name, checksum) values ($1, $2, $3)", values);
  }
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(FOLDER)).filter((name) => name.endsWith(".sql")).toSorted();
  return Promise.all(
    names.map(async (name, index) => {
      const sql = await readFile(new URL(name, FOLDER), "utf8");
      return { version: index + 1, name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}
