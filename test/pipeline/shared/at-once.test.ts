import { expect, test } from "vitest";
import { atOnce } from "../../../src/pipeline/shared/at-once.ts";

const never = new AbortController().signal;
const untilStopped = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));

test("each begins before the other has ended, and the results are in the order of the work", async () => {
  const begun = Promise.withResolvers<void>();
  const first = async () => {
    await begun.promise;
    return "one";
  };
  const second = async () => {
    begun.resolve();
    return 2;
  };
  expect(await atOnce(never, first, second)).toEqual(["one", 2]);
});

test.each(["first", "second"])("when the %s fails the other is stopped, and it is that error", async (which) => {
  const ended: string[] = [];
  const fails = async () => {
    throw new Error("engine gone");
  };
  const waits = (signal: AbortSignal) => untilStopped(signal).finally(() => ended.push("stopped"));
  const [one, other] = which === "first" ? [fails, waits] : [waits, fails];
  await expect(atOnce(never, one, other)).rejects.toThrow("engine gone");
  expect(ended).toEqual(["stopped"]);
});

test("the caller's signal stops both with its reason", async () => {
  const controller = new AbortController();
  const work = atOnce(controller.signal, untilStopped, untilStopped);
  controller.abort(new Error("Ctrl-C"));
  await expect(work).rejects.toThrow("Ctrl-C");
});
