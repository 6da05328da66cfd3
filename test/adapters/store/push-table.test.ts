import { expect, test } from "vitest";
import { pushTable } from "../../../src/adapters/store/push-table.ts";
import { aDatabase } from "../../fakes/a-database.ts";

const [FIRST, SECOND] = ["a".repeat(40), "b".repeat(40)] as const;
const first = { head_sha: FIRST, login: "eve", at: "2026-01-01T12:00:00.000Z" };
const second = { head_sha: SECOND, login: "bob", at: "2026-01-01T12:00:01.000Z" };

test("the latest push to a pull request is known, in whatever order pushes are heard of, also by another process", async () => {
  const database = await aDatabase();
  const [one, other] = [pushTable(database), pushTable(database)];
  expect(await one.latest(1, 7)).toBeNull();
  await one.note(1, 7, second);
  await other.note(1, 7, first);
  expect([await one.latest(1, 7), await other.latest(1, 7)]).toEqual([second, second]);
  expect([await one.latest(1, 8), await one.latest(2, 7)]).toEqual([null, null]);
});

test("of two pushes in one second the one heard of last counts: GitHub tells whole seconds", async () => {
  const pushes = pushTable(await aDatabase());
  await pushes.note(1, 7, first);
  await pushes.note(1, 7, { ...second, at: first.at });
  expect((await pushes.latest(1, 7))?.head_sha).toBe(SECOND);
});
