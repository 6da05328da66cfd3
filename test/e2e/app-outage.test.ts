import { expect, test } from "vitest";
import { realTime, type Waiting } from "../../src/adapters/github/waiting.ts";
import { faults } from "../adapters/github/an-app.ts";
import { anAppWorld, expectContractKept, PULL } from "./app-world.ts";
import { after, FILE } from "./fake-run.ts";

/** An hour's patience in a second: the waits are as many as they are, and short. */
const impatient: Waiting = { ...realTime, wait: (seconds, signal) => realTime.wait(Math.min(seconds, 0.01), signal) };

/** Everything a run writes to GitHub, whoever asked for it. */
const token = { method: "POST", path: /\/access_tokens$/ };
const label = { method: "DELETE", path: /\/labels\// };
const commit = { method: "POST", path: /\/graphql$/ };
const writes = [
  { method: "POST", path: /\/check-runs$/ },
  { method: "PATCH", path: /\/check-runs\/\d+$/ },
  commit,
  { method: "POST", path: /\/comments$/ },
];

type World = Awaited<ReturnType<typeof anAppWorld>>;

/** One commit with the tests, one report, and a concluded check run on both commits of a pull request. */
function expectOneResult({ git, checks, saidOn }: World, { branch, head_sha, pull }: Awaited<ReturnType<World["openPull"]>>) {
  const tip = git("rev-parse", branch);
  expect(git("rev-parse", `${branch}~1`)).toBe(head_sha);
  expect(git("diff", "--name-only", head_sha, tip)).toBe(FILE);
  expect([checks(head_sha), checks(tip)].map((runs) => runs.map((run) => run.conclusion))).toEqual([["success"], ["success"]]);
  expect(saidOn(pull).filter((body) => body.includes("run="))).toHaveLength(1);
}
/** A commit nobody knows the fate of is not tried for ever: its tests are in the one comment, and the branch is as it was. */
function expectPatch({ git, checks, saidOn }: World, { branch, head_sha, pull }: Awaited<ReturnType<World["openPull"]>>) {
  expect(git("rev-parse", branch)).toBe(head_sha);
  expect(checks(head_sha)).toMatchObject([{ conclusion: "neutral" }]);
  expect(saidOn(pull)).toEqual([expect.stringMatching(/GitHub did not answer.*git apply/s)]);
}
const failures = ({ github }: World) =>
  github.requests.filter(({ status }) => status === 0 || status === 403 || status === 429 || status >= 500);

test.each(faults)("%s on the first of every write: one commit, one comment, every check run concluded", async (_what, fault) => {
  const world = await anAppWorld({ waiting: impatient });
  const all = [{ method: "POST", path: /\/reactions$/ }, ...writes];
  for (const write of all) world.github.fail({ ...write, ...fault, times: 1 });
  world.say("bob", "/tfactory test");
  await world.settled();
  expect(failures(world)).toHaveLength(all.length);
  expectOneResult(world, { branch: "feature", head_sha: world.head_sha, pull: PULL });
  expectContractKept(world);
});

const lasting = faults.filter(([what]) => /limit|^429$|^500$|^502$/.test(what));
/** Each write meets one of them, each of them a write; the commit, whose fate may be unknown, meets all. */
const met = [...writes.map((write, index) => [write, lasting[index % lasting.length]] as const), [label, lasting[0]] as const];
const commits = lasting
  .filter((one) => !met.some(([write, fault]) => write === commit && fault === one))
  .map((one) => [commit, one] as const);

/** A pull request whose run meets this fault five times over at this write. */
async function askFor(
  { github, settled, openPull }: World,
  number: number,
  write: typeof token,
  fault: (typeof faults)[number][1],
) {
  const opened = await openPull(`feature-${number}`, { ...after, "NUMBER.md": `${number}\n` }, "Closes nothing.");
  github.fail({ ...write, ...fault, times: 5 });
  await github.addLabel({ ...opened.pull, user: "bob", label: "tfactory:test" });
  await settled();
  github.clearFailures();
  return opened;
}

test.each(lasting)("%s five times over when a token is asked for: a refusal in words", async (_what, fault) => {
  const world = await anAppWorld({ waiting: impatient });
  const refused = await askFor(world, 0, token, fault);
  expect(world.saidOn(refused.pull)).toEqual([expect.stringContaining("Nothing was started; ask again in a while.")]);
  expect([world.checks(), world.git("rev-parse", refused.branch)]).toEqual([[], refused.head_sha]);
  expectContractKept(world);
});

test("GitHub that fails five times over on each write in turn: one commit or a patch, one comment, one concluded check run", async () => {
  const world = await anAppWorld({ waiting: impatient });
  for (const [index, [write, one]] of [...met, ...commits].entries()) {
    if (one === undefined) throw new Error("there is a fault for each write");
    const [, fault] = one;
    const opened = await askFor(world, index, write, fault);
    if (write === commit && Number(fault.status) >= 500) expectPatch(world, opened);
    else expectOneResult(world, opened);
    expect(world.github.pull(opened.pull).labels).toEqual([]);
  }
  expectContractKept(world);
});
