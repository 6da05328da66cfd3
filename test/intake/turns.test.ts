import { expect, test } from "vitest";
import { Turns } from "../../src/intake/turns.ts";

test("a burst of one installation waits for its turns, another installation does not, and every one is done", async () => {
  const turns = new Turns();
  const done: string[] = [];
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  let most = 0;
  let going = 0;
  const burst = Array.from({ length: 100 }, (_, index) =>
    turns.take(1, async () => {
      most = Math.max(most, ++going);
      await held;
      going--;
      done.push(`one ${index}`);
    }),
  );
  await turns.take(2, async () => void done.push("another"));
  expect(done).toEqual(["another"]);
  release();
  await Promise.all(burst);
  expect(done.slice(1)).toEqual(burst.map((_, index) => `one ${index}`));
  expect(most).toBe(16);
});

test("what fails gives its turn back", async () => {
  const turns = new Turns();
  const failing = Array.from({ length: 40 }, () => turns.take(1, () => Promise.reject(new Error("no"))));
  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(failing.map(() => "rejected"));
  expect(await turns.take(1, async () => "done")).toBe("done");
});
