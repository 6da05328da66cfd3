import { mkdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { createPgConfig } from "@electric-sql/pglite/node-postgres";
import pg from "pg";
import { InfrastructureError, UserError } from "../../errors.ts";
import { Database } from "./database.ts";
import { type FolderLock, lockFolder } from "./folder-lock.ts";
import { keepSnapshot, readSnapshot, snapshotsIn } from "./snapshots.ts";

/** A power failure costs at most this much: the embedded database never waits for the disk (electric-sql/pglite #1107). */
const SNAPSHOT_MINUTES = 10;

export interface EmbeddedOptions {
  /** The folder of the database and its snapshots. */
  data: string;
  /** Brings an opened database into shape; what it throws means that the database is broken, unless it is a `UserError`. */
  prepare: (database: Database) => Promise<void>;
  log: { warn(facts: object, message: string): void; error(facts: object, message: string): void };
}

/**
 * PostgreSQL inside this process, in a folder that only this process uses. A database that can not be opened is put aside and
 * the newest snapshot that can takes its place, which is told as an error. Throws `UserError` when another process has the
 * folder, `InfrastructureError` when nothing can be written there.
 */
export async function openEmbedded({ data, prepare, log }: EmbeddedOptions): Promise<Database> {
  const [folder, snapshots] = [join(data, "database"), join(data, "snapshots")];
  await mkdir(data, { recursive: true }).catch((error: unknown) => {
    throw new InfrastructureError(`TFACTORY_DATA can not be written: ${messageOf(error)}.`);
  });
  const lock = await lockFolder(folder);
  try {
    const { lite, database } = await openOrRestore(folder, snapshots, lock, { prepare, log });
    const timer = setInterval(() => snapshot(lite, database, snapshots, log), SNAPSHOT_MINUTES * 60_000).unref();
    const close = database.close.bind(database);
    database.close = async () => {
      clearInterval(timer);
      await close();
    };
    return database;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

interface Opened {
  lite: PGlite;
  database: Database;
}

async function openOrRestore(
  folder: string,
  snapshots: string,
  lock: FolderLock,
  { prepare, log }: Pick<EmbeddedOptions, "prepare" | "log">,
): Promise<Opened> {
  const open = async (archive?: Blob): Promise<Opened> => {
    const lite = await PGlite.create(folder, archive === undefined ? {} : { loadDataDir: archive });
    const database = onPGlite(lite, () => lock.release());
    try {
      await prepare(database);
    } catch (error) {
      await lite.close().catch(() => undefined);
      throw error;
    }
    return { lite, database };
  };
  try {
    return await open();
  } catch (error) {
    if (error instanceof UserError || isFull(error)) throw error;
    const aside = `${folder}.broken-${new Date().toISOString().replace(/[-:.]/g, "")}`;
    const there = await stat(folder).catch(() => null);
    const kept = await snapshotsIn(snapshots);
    if (there === null || kept.length === 0) throw new InfrastructureError(unopened(folder, error));
    await rename(folder, aside);
    for (const path of kept) {
      const restored = await readSnapshot(path)
        .then(open)
        .catch(() => null);
      if (restored === null) {
        await rm(folder, { recursive: true, force: true });
        continue;
      }
      log.error(
        { err: error, snapshot: path, aside },
        "THE DATABASE WAS BROKEN: a snapshot took its place, what came after is lost",
      );
      return restored;
    }
    await rename(aside, folder);
    throw new InfrastructureError(unopened(folder, error));
  }
}

/** A database in memory or a folder, on a PGlite that is open. `released` is called when it is closed. */
export function onPGlite(lite: PGlite, released: () => Promise<void> = async () => {}): Database {
  const pool = new pg.Pool({ ...createPgConfig(lite), max: 1, idleTimeoutMillis: 0 });
  return new Database({
    kind: "embedded",
    pool,
    listen: async (channel, heard) => void (await lite.listen(channel, heard)),
    close: async () => {
      await pool.end();
      await lite.close();
      await released();
    },
  });
}

async function snapshot(lite: PGlite, database: Database, folder: string, log: EmbeddedOptions["log"]): Promise<void> {
  try {
    await keepSnapshot(folder, await database.alone(() => lite.dumpDataDir("gzip")), new Date());
  } catch (error) {
    log.error({ err: error }, "no snapshot of the database could be kept");
  }
}

function isFull(error: unknown): boolean {
  return /ENOSPC|EDQUOT|EACCES|EROFS|No space left/.test(messageOf(error));
}

function unopened(folder: string, error: unknown): string {
  return `The database in ${folder} can not be opened (${messageOf(error)}), and there is no snapshot that can. Move the folder away to begin anew.`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
