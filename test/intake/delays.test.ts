import { expect, test } from "vitest";
import type { Delay } from "../../src/runs/limits.ts";
import type { Runs } from "../../src/runs/runs.ts";
import { aComment, aWorld } from "./a-world.ts";

const tomorrow = "2026-01-02T00:00:00.000Z";

test.each<[Delay, string]>([
  [
    { because: "budget", until: tomorrow, ahead: 3 },
    "is queued. What this server may use in a day is used up: it begins after 00:00 UTC on 2026-01-02.",
  ],
  [
    { because: "cool-down", until: "2026-01-01T12:05:30.000Z", ahead: 0 },
    "is queued. This pull request had a run a moment ago: it begins after 12:05 UTC on 2026-01-01.",
  ],
  [{ because: "busy", until: null, ahead: 0 }, "is queued. Every worker is busy."],
  [{ because: "busy", until: null, ahead: 1 }, "is queued. Every worker is busy, and 1 run is before it."],
  [{ because: "no-worker", until: null, ahead: 12 }, "is queued. No worker is up at the moment, and 12 runs are before it."],
])("a run that can not begin at once says why on its pull request: %j", async (delay, words) => {
  const { world, runs, replies, send } = await aWorld();
  const submit: Runs["submit"] = async (handover) => {
    const submitted = await runs.submit(handover);
    return submitted.status === "already-running" ? submitted : { ...submitted, delay };
  };
  world.runs = Object.assign(Object.create(runs), { submit });
  await send("issue_comment", aComment("/tfactory test"));
  expect(replies.said.map(({ markdown }) => markdown)).toEqual([expect.stringContaining(words)]);
});
