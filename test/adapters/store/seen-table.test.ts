import { expect, test } from "vitest";
import { seenTable } from "../../../src/adapters/store/seen-table.ts";
import { SEEN_FOR } from "../../../src/intake/seen.ts";
import { aDatabase } from "../../fakes/a-database.ts";
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
