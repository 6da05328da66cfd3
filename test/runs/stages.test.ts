import { expect, test } from "vitest";
import type { RunEvent } from "../../src/domain/run.ts";
import { lazySandbox } from "../../src/runs/lazy-sandbox.ts";
import { meterSandbox } from "../../src/runs/meter-sandbox.ts";
import { stagesOf } from "../../src/runs/stages.ts";
import { FakeSandbox } from "../fakes/fake-sandbox.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";

type Event = Omit<RunEvent, "run_id" | "at">;
const tree = { sha: "a", files: [], skipped: [] };

test("a stage says when it starts and ends and its seconds are kept", async () => {
  const clock = new FixedClock();
  const told: Event[] = [];
  const stages = stagesOf({ clock, events: (event) => told.push(event) }, 2, new AbortController().signal);
  const result = await stages.run("plan", async () => {
    clock.advance(2.5);
    return "plan";
  });
  expect(result).toBe("plan");
  expect(told.map(({ event, stage, seconds }) => [event, stage, seconds])).toEqual([
    ["stage-started", "plan", null],
    ["stage-finished", "plan", 2.5],
  ]);
  expect(stages.timings()).toEqual({ plan: 2.5 });
});

test("a stage that fails does not say that it finished", async () => {
  const told: Event[] = [];
  const stages = stagesOf({ clock: new FixedClock(), events: (event) => told.push(event) }, 2, new AbortController().signal);
  await expect(stages.run("plan", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(told.map(({ event }) => event)).toEqual(["stage-started"]);
});

test("a stage over items counts them", async () => {
  const told: Event[] = [];
  const stages = stagesOf({ clock: new FixedClock(), events: (event) => told.push(event) }, 1, new AbortController().signal);
  expect(await stages.each("generate", ["a", "b"], async (item) => item + item)).toEqual(["aa", "bb"]);
  expect(told.filter(({ event }) => event === "progress").map(({ done, total }) => [done, total])).toEqual([
    [1, 2],
    [2, 2],
  ]);
});

test("no stage begins after the run was stopped", async () => {
  const stages = stagesOf({ clock: new FixedClock(), events: () => undefined }, 1, AbortSignal.abort(new Error("stopped")));
  await expect(stages.run("plan", async () => "plan")).rejects.toThrow("stopped");
});

test("seconds of containers are added up, failed ones too", async () => {
  const fake = new FakeSandbox(
    { check: () => ({ status: "timed-out", seconds: 3 }) },
    { status: "ready", image: "i", notes: [], seconds: 2 },
  );
  const sandbox = meterSandbox(fake);
  const { signal } = new AbortController();
  await sandbox.prepare("pytest", tree, signal);
  await sandbox.ask({ image: "i", tree, overlay: [], verb: "check", body: {}, seconds: 9, signal });
  expect(sandbox.seconds()).toBe(5);
});

test("a sandbox is connected once, when it is first needed", async () => {
  let connected = 0;
  const sandbox = lazySandbox(async () => {
    connected++;
    return new FakeSandbox();
  });
  expect(connected).toBe(0);
  const { signal } = new AbortController();
  await Promise.all([sandbox.prepare("pytest", tree, signal), sandbox.prepare("pytest", tree, signal)]);
  expect(connected).toBe(1);
});
