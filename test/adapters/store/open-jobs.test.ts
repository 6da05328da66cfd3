import { expect, onTestFinished, test } from "vitest";
import type { Database } from "../../../src/adapters/database/database.ts";
import { migrate } from "../../../src/adapters/database/migrate.ts";
import { connectPostgres } from "../../../src/adapters/database/postgres.ts";
import { Jobs } from "../../../src/adapters/store/jobs.ts";
import { fail } from "../../fakes/a-database.ts";
import { aPostgres } from "../../fakes/a-postgres.ts";

test("processes that start at the same moment on a new database look at it one after the other, and all have their jobs", async () => {
  const postgres = await aPostgres();
  onTestFinished(postgres.stop);
  const databases = [1, 2, 3].map(() => connectPostgres(postgres.url, fail));
  onTestFinished(async () => void (await Promise.all(databases.map((database) => database.close()))));
  const first = connectPostgres(postgres.url, fail);
  const starting = await first.inTurn(async () => {
    const starting = databases.map((database, index) => start(database, index === 0));
    const waiting = () => first.query("select from pg_locks where locktype = 'advisory' and not granted");
    await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(databases.length);
    expect(await first.query("select from pg_namespace where nspname in ('tfactory', 'pgboss')")).toEqual([]);
    return starting;
  });
  await first.close();
  for (const jobs of await Promise.all(starting)) await jobs.close();
});

test("whoever ends or fails in its turn lets the next one go on", async () => {
  const postgres = await aPostgres();
  onTestFinished(postgres.stop);
  const [one, other] = [connectPostgres(postgres.url, () => undefined), connectPostgres(postgres.url, fail)];
  await expect(one.inTurn(async () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  const cut = one.inTurn(() => one.query("select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'"));
  await expect(cut).rejects.toThrow();
  expect(await other.inTurn(async () => "its turn")).toBe("its turn");
  await one.close();
  await other.close();
});

async function start(database: Database, withTables: boolean): Promise<Jobs> {
  if (withTables) await migrate(database);
  return Jobs.open(database, fail);
}
