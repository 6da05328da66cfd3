import { expect, test } from "vitest";
import { workOnEach } from "../../src/runs/work-on-each.ts";

const never = new AbortController().signal;

test("results are in the items' order, however long each took", async () => {
  const told: number[] = [];
  const turns = [3, 1, 2];
  const work = async (item: number) => {
    for (let turn = 0; turn < item; turn++) await Promise.resolve();
    return item * 10;
  };
  expect(await workOnEach(turns, 3, never, work, (done) => told.push(done))).toEqual([30, 10, 20]);
  expect(told).toEqual([1, 2, 3]);
});

test("no more than the limit work at a time", async () => {
  let [working, most] = [0, 0];
  const work = async () => {
    most = Math.max(most, ++working);
    await new Promise((resolve) => setImmediate(resolve));
    working--;
  };
  await workOnEach([1, 2, 3, 4, 5], 2, never, work, () => undefined);
  expect(most).toBe(2);
});

test("the first failure stops the others before it is thrown, and nothing new is begun", async () => {
  const log: string[] = [];
  const work = async (item: string, signal: AbortSignal) => {
    log.push(`${item} begins`);
    if (item === "bad") throw new Error("engine gone");
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
    log.push(`${item} stopped`);
    signal.throwIfAborted();
  };
  await expect(workOnEach(["slow", "bad", "late"], 2, never, work, () => undefined)).rejects.toThrow("engine gone");
  expect(log).toEqual(["slow begins", "bad begins", "slow stopped"]);
});

test("an aborted signal throws its own reason", async () => {
  const controller = new AbortController();
  const work = async (_item: number, signal: AbortSignal) => {
    controller.abort(new Error("Ctrl-C"));
    signal.throwIfAborted();
  };
  await expect(workOnEach([1, 2], 1, controller.signal, work, () => undefined)).rejects.toThrow("Ctrl-C");
});
