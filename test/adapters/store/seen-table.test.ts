import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../../../src/adapters/database/migrate.ts";
import { connectPostgres } from "../../../src/adapters/database/postgres.ts";
import { seenTable } from "../../../src/adapters/store/seen-table.ts";
import { SEEN_FOR } from "../../../src/intake/seen.ts";
import { aDatabase } from "../../fakes/a-database.ts";
import { aPostgres } from "../../fakes/a-postgres.ts";
import { FixedClock } from "../../fakes/fixed-clock.ts";

test("a key is new once, to one of many who ask at once, and again after a week", async () => {
  const clock = new FixedClock();
  const database = await aDatabase();
  const seen = seenTable(database, clock);
  const answers = await Promise.all(Array.from({ length: 20 }, () => seen.first(["comment:1"])));
  expect(answers.filter((first) => first)).toHaveLength(1);
  expect(await seenTable(database, clock).first(["comment:1"])).toBe(false);
  expect(await seen.first(["comment:2", "comment:1"])).toBe(false);
  clock.advance(SEEN_FOR / 1000);
  expect(await seen.first(["comment:1"])).toBe(true);
});

test("a delivery that was cut off is named to the next process, and new to it once; one that was dealt with is not", async () => {
  const clock = new FixedClock();
  const database = await aDatabase();
  const first = seenTable(database, clock);
  expect(await first.first(["delivery:a", "comment:1"], "a")).toBe(true);
  expect(await first.first(["delivery:a", "comment:1"], "a")).toBe(false);
  expect(await first.first(["delivery:b", "comment:2"], "b")).toBe(true);
  await first.done("b");
  expect(await first.cutOff()).toEqual(new Set());
  const next = seenTable(database, clock);
  expect(await next.cutOff()).toEqual(new Set(["a"]));
  expect(await next.first(["delivery:c", "comment:1"], "c")).toBe(false);
  expect(await next.first(["delivery:b", "comment:2"], "b")).toBe(false);
  expect(await next.first(["delivery:a", "comment:1"], "a")).toBe(true);
  await next.done("a");
  expect(await seenTable(database, clock).cutOff()).toEqual(new Set());
});

test("a delivery that reaches several processes is new to one of them, and to another when that one was cut off", async () => {
  const clock = new FixedClock();
  const postgres = await aPostgres();
  onTestFinished(postgres.stop);
  const database = connectPostgres(postgres.url, () => undefined);
  onTestFinished(() => database.close());
  await migrate(database);
  let processes = Array.from({ length: 5 }, () => seenTable(database, clock));
  const ask = async () => {
    const answers = await Promise.all(processes.map((one) => one.first(["delivery:a", "comment:1"], "a")));
    return processes.filter((_, index) => answers[index]);
  };
  const cutOff = () => Promise.all(processes.map((one) => one.cutOff()));
  const [first, ...more] = await ask();
  expect([first, more]).toEqual([expect.anything(), []]);
  processes = processes.filter((one) => one !== first);
  clock.advance(5 * 60 - 1);
  expect([await ask(), await cutOff()]).toEqual([[], processes.map(() => new Set())]);
  clock.advance(1);
  expect(await cutOff()).toEqual(processes.map(() => new Set(["a"])));
  const [next, ...others] = await ask();
  expect([next, others]).toEqual([expect.anything(), []]);
  await next?.done("a");
  clock.advance(5 * 60);
  expect([await ask(), await cutOff()]).toEqual([[], processes.map(() => new Set())]);
});
