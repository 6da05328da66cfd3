import { expect, test } from "vitest";
import { realTime, type Waiting } from "../../src/adapters/github/waiting.ts";
import { faults } from "../adapters/github/an-app.ts";
import { anAppWorld } from "./app-world.ts";
import { FILE } from "./fake-run.ts";

/** An hour's patience in a second: the waits are as many as they are, and short. */
const impatient: Waiting = { ...realTime, wait: (seconds, signal) => realTime.wait(Math.min(seconds, 0.01), signal) };

/** Everything a run writes to GitHub. */
const writes = [
  { method: "POST", path: /\/reactions$/ },
  { method: "POST", path: /\/check-runs$/ },
  { method: "PATCH", path: /\/check-runs\/\d+$/ },
  { method: "POST", path: /\/graphql$/ },
  { method: "POST", path: /\/comments$/ },
];

test.each(faults)("%s on the first of every write: one commit, one comment, every check run concluded", async (_what, fault) => {
  const { github, say, settled, git, head_sha, checks, answers } = await anAppWorld({ waiting: impatient });
  for (const write of writes) github.fail({ ...write, ...fault, times: 1 });
  say("bob", "/tfactory test");
  await settled();
  const failed = github.requests.filter(({ status }) => status === 0 || status === 403 || status === 429 || status >= 500);
  expect(failed).toHaveLength(writes.length);
  const tip = git("rev-parse", "feature");
  expect(git("rev-parse", "feature~1")).toBe(head_sha);
  expect(git("diff", "--name-only", head_sha, tip)).toBe(FILE);
  expect([checks(head_sha), checks(tip)].map((runs) => runs.map((run) => run.conclusion))).toEqual([["success"], ["success"]]);
  expect(answers()).toHaveLength(1);
  expect(github.contractViolations).toEqual([]);
});
