import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import type { Database } from "../../src/adapters/database/database.ts";
import { onPGlite } from "../../src/adapters/database/embedded.ts";
import { migrate } from "../../src/adapters/database/migrate.ts";
import { Jobs } from "../../src/adapters/store/jobs.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CACHE = join(ROOT, "node_modules/.cache/tfactory");

/** A database as the server makes it, with nothing in it. Making one takes seconds: it is kept until the tables change. */
export async function template(): Promise<Blob> {
  const sources = ["package-lock.json", ...globSync("src/adapters/database/migrations/*.sql", { cwd: ROOT }).toSorted()];
  const hash = createHash("sha256").update(await readFile(join(ROOT, "src/adapters/store/jobs.ts")));
  for (const path of sources) hash.update(await readFile(join(ROOT, path)));
  const path = join(CACHE, `database-${hash.digest("hex").slice(0, 16)}.tar`);
  const kept = await readFile(path).catch(() => null);
  if (kept !== null) return new Blob([kept]);
  const lite = await PGlite.create();
  const database = onPGlite(lite);
  await migrate(database);
  await (await Jobs.open(database, fail)).close();
  const archive = await database.alone(() => lite.dumpDataDir("none"));
  await database.close();
  await mkdir(CACHE, { recursive: true });
  await writeFile(`${path}.${process.pid}`, Buffer.from(await archive.arrayBuffer()));
  await rename(`${path}.${process.pid}`, path);
  return archive;
}

/** Puts an empty database where a server with this data folder looks for it, without one in this process. */
export async function seedDatabase(data: string): Promise<void> {
  const folder = join(data, "database");
  await mkdir(folder, { recursive: true });
  execFileSync("tar", ["--extract", "--directory", folder], {
    input: await (await template()).bytes(),
    stdio: ["pipe", "ignore", "pipe"],
  });
}

let shared: Promise<Database> | undefined;

/** The one database in memory of this test file, wiped. */
export async function aDatabase(): Promise<Database> {
  shared ??= template().then(async (archive) => onPGlite(await PGlite.create({ loadDataDir: archive })));
  const database = await shared;
  await wipe(database);
  return database;
}

export async function wipe(database: Database): Promise<void> {
  await database.script(`truncate tfactory.run, tfactory.event, tfactory.report, tfactory.step, tfactory.path_lock, tfactory.seen, tfactory.push,
    tfactory.worker, tfactory.day, tfactory.spending; delete from pgboss.job`);
}

let jobs: Promise<Jobs> | undefined;

/** The jobs of `aDatabase`, open as long as this test file. */
export async function itsJobs(database: Database): Promise<Jobs> {
  jobs ??= Jobs.open(database, fail);
  return jobs;
}

/** No problem is expected. */
export function fail(error: unknown): never {
  throw error;
}
