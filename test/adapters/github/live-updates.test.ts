import { expect, test } from "vitest";
import { LiveUpdates } from "../../../src/adapters/github/live-updates.ts";
import type { Waiting } from "../../../src/adapters/github/waiting.ts";

/** Time that a test moves by hand; whoever waits goes on when it has come. */
class HandTime implements Waiting {
  #seconds = 0;
  #waiters: { until: number; go: () => void }[] = [];

  now(): Date {
    return new Date(this.#seconds * 1000);
  }

  wait(seconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((go) => {
      this.#waiters.push({ until: this.#seconds + seconds, go });
      signal?.addEventListener("abort", () => go());
    });
  }

  async pass(seconds: number): Promise<void> {
    this.#seconds += seconds;
    for (const { until, go } of this.#waiters) if (until <= this.#seconds) go();
    await settle();
  }
}
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

function aPage() {
  const time = new HandTime();
  const shown: [number, number][] = [];
  let state = 0;
  let pause = 0;
  const updates = new LiveUpdates(async () => {
    shown.push([time.now().getTime() / 1000, state]);
    return pause;
  }, time);
  return {
    time,
    shown,
    updates,
    change: async (at_once: boolean) => {
      state++;
      updates.change(at_once);
      await settle();
    },
    pauseFor: (seconds: number) => {
      pause = seconds;
    },
  };
}

test("a new stage is shown at once, what happens inside it every 15 seconds, states in between never", async () => {
  const { time, shown, change } = aPage();
  await change(true);
  for (let second = 0; second < 20; second++) {
    await time.pass(1);
    await change(false);
  }
  expect(shown).toEqual([
    [0, 1],
    [15, 15],
  ]);
  await time.pass(10);
  expect(shown.at(-1)).toEqual([30, 21]);
});

test("a new stage does not wait for the 15 seconds to be over, but a second between two updates", async () => {
  const { time, shown, change } = aPage();
  await change(true);
  await change(false);
  await time.pass(0.5);
  await change(true);
  await time.pass(0.5);
  expect(shown).toEqual([
    [0, 1],
    [1, 3],
  ]);
});

test("nothing to show is nothing sent", async () => {
  const { time, shown, change } = aPage();
  await change(true);
  await time.pass(100);
  expect(shown).toHaveLength(1);
});

test("GitHub is left alone as long as it asks for", async () => {
  const { time, shown, change, pauseFor } = aPage();
  pauseFor(60);
  await change(true);
  await time.pass(30);
  await change(true);
  await time.pass(29);
  expect(shown).toHaveLength(1);
  await time.pass(1);
  expect(shown.at(-1)).toEqual([60, 2]);
});

test("after the end nothing is sent, and what is on its way has arrived", async () => {
  const time = new HandTime();
  let arrive: () => void = () => undefined;
  let arrived = 0;
  const updates = new LiveUpdates(async () => {
    await new Promise<void>((resolve) => {
      arrive = resolve;
    });
    arrived++;
    return 0;
  }, time);
  updates.change(true);
  await settle();
  updates.change(true);
  const stopped = updates.stop();
  expect(arrived).toBe(0);
  arrive();
  await stopped;
  updates.change(true);
  await time.pass(100);
  expect(arrived).toBe(1);
});
