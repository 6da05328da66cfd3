import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { PGlite } from "@electric-sql/pglite";
import { expect, onTestFinished, test } from "vitest";
import type { Database } from "../../../src/adapters/database/database.ts";
import { openEmbedded } from "../../../src/adapters/database/embedded.ts";
import { lockFolder } from "../../../src/adapters/database/folder-lock.ts";
import { migrate } from "../../../src/adapters/database/migrate.ts";
import { keepSnapshot, snapshotsIn } from "../../../src/adapters/database/snapshots.ts";
import { UserError } from "../../../src/errors.ts";
import { aDatabase, seedDatabase, template } from "../../fakes/a-database.ts";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "tfactory-data-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function open(data: string) {
  const said: string[] = [];
  const hear = (_facts: object, message: string) => void said.push(message);
  const database = await openEmbedded({ data, prepare: migrate, log: { warn: hear, error: hear } });
  return { database, said };
}
async function seen(database: Database): Promise<string[]> {
  return (await database.query<{ key: string }>("select key from tfactory.seen")).map(({ key }) => key);
}

test("what one process keeps the next one finds; two at a time are refused in words", async () => {
  const data = folder();
  await seedDatabase(data);
  const first = await open(data);
  await first.database.query("insert into tfactory.seen values ('one', now())");
  await expect(open(data)).rejects.toThrow(new RegExp(`in use by process ${process.pid}.*DATABASE_URL`));
  await first.database.close();
  const second = await open(data);
  expect([await seen(second.database), second.said]).toEqual([["one"], []]);
  await second.database.close();
});

test("a folder whose process was killed is free", async () => {
  const path = join(folder(), "database");
  const holder = fork(fileURLToPath(new URL("./hold-lock.ts", import.meta.url)), [path]);
  await once(holder, "message");
  await expect(lockFolder(path)).rejects.toThrow(new RegExp(`in use by process ${holder.pid}`));
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await (await lockFolder(path)).release();
});

test("a broken database is put aside, the newest whole snapshot takes its place, and that is told as an error", async () => {
  const data = folder();
  const snapshots = join(data, "snapshots");
  const lite = await PGlite.create({ loadDataDir: await template() });
  await lite.exec("insert into tfactory.seen values ('kept', now())");
  await keepSnapshot(snapshots, await lite.dumpDataDir("gzip"), new Date("2026-01-01T00:00:00Z"));
  await lite.close();
  await seedDatabase(data);
  writeFileSync(join(snapshots, "20260102T000000000Z.tar.gz"), "cut off");
  truncateSync(join(data, "database", "global", "pg_control"), 100);
  const { database, said } = await open(data);
  expect(await seen(database)).toEqual(["kept"]);
  expect(said).toEqual([expect.stringContaining("THE DATABASE WAS BROKEN")]);
  expect(readdirSync(data).filter((name) => name.startsWith("database.broken-"))).toHaveLength(1);
  await database.close();
});

test("a broken database without a snapshot stays as it is and is named", async () => {
  const data = folder();
  await seedDatabase(data);
  truncateSync(join(data, "database", "global", "pg_control"), 100);
  await expect(open(data)).rejects.toThrow("there is no snapshot that can");
  expect(readdirSync(data).filter((name) => name.startsWith("database"))).toEqual(["database"]);
  await (await lockFolder(join(data, "database"))).release();
});

test("only the last snapshots are kept", async () => {
  const path = folder();
  for (const day of [1, 2, 3]) await keepSnapshot(path, new Blob([String(day)]), new Date(Date.UTC(2026, 0, day)));
  expect((await snapshotsIn(path)).map((one) => one.slice(path.length + 1))).toEqual([
    "20260103T000000000Z.tar.gz",
    "20260102T000000000Z.tar.gz",
  ]);
});

test("tables of newer code are refused, changed migrations too", async () => {
  const database = await aDatabase();
  await migrate(database);
  await database.query("insert into tfactory.migration (version, name, checksum) values (999, 'later', '')");
  await expect(migrate(database)).rejects.toThrow(UserError);
  await database.query("delete from tfactory.migration where version = 999");
  await database.query("update tfactory.migration set checksum = 'other' where version = 1");
  await expect(migrate(database)).rejects.toThrow("is not the one that was applied");
});
