import { expect, test } from "vitest";
import { aDatabase } from "../../fakes/a-database.ts";

const count = "select count(*)::int as count from tfactory.seen";

test("a transaction is all or nothing, and what is asked inside it is asked there, however deep", async () => {
  const database = await aDatabase();
  await expect(
    database.tx(async () => {
      await database.query("insert into tfactory.seen values ('one', now())");
      await database.tx(async () => void (await database.query("insert into tfactory.seen values ('two', now())")));
      expect(await database.query(count)).toEqual([{ count: 2 }]);
      throw new Error("no");
    }),
  ).rejects.toThrow("no");
  expect(await database.query(count)).toEqual([{ count: 0 }]);
});

test("what goes on after its transaction is over is outside of it", async () => {
  const database = await aDatabase();
  let later: Promise<unknown> = Promise.resolve();
  await database.tx(async () => {
    await database.query("select 1");
    later = new Promise((resolve) => setImmediate(resolve)).then(() => database.query(count));
  });
  expect(await later).toEqual([{ count: 0 }]);
});

test("a statement that fails leaves the connection as it was", async () => {
  const database = await aDatabase();
  await expect(database.script("begin; select * from nowhere; commit")).rejects.toThrow("nowhere");
  expect(await database.query(count)).toEqual([{ count: 0 }]);
});

test("a wake-up call is heard when its transaction is over, and outside of it", async () => {
  const database = await aDatabase();
  const heard = Promise.withResolvers<unknown>();
  await database.listen("a_test", () => heard.resolve(database.query(count)));
  await database.tx(async () => {
    await database.query("insert into tfactory.seen values ('one', now())");
    await database.query("select pg_notify('a_test', '')");
  });
  expect(await heard.promise).toEqual([{ count: 1 }]);
});
