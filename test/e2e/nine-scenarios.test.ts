import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { clientFor } from "../../src/adapters/docker/client.ts";
import { sandboxOn } from "../../src/adapters/docker/connect-sandbox.ts";
import { ensureEngine } from "../../src/adapters/docker/engine.ts";
import type { Candidate, Finding } from "../../src/domain/candidate.ts";
import type { Target } from "../../src/domain/plan.ts";
import type { Draft, Sandbox } from "../../src/ports.ts";
import { ScriptedAuthor } from "../fakes/scripted-author.ts";
import { expectContractKept, openAppWorld } from "./app-world.ts";
import { runCommitted, testSandbox } from "./docker-world.ts";
import { engineProxy } from "./engine-proxy.ts";
import { leftOver, testEngine } from "./left-over.ts";

/**
 * The nine scenarios by which a test factory is verified, on a pull request of the local GitHub and in real containers: a good
 * specification is picked up (1), its run is followed from queued to done (2, 3), a commit with tests comes of it (4) that pass
 * (5) and notice a broken line (6), a comment says so (7), what does not exist is not tested (8), and an engine that goes down
 * ends the run (9).
 */
vi.setConfig({ testTimeout: 600_000, hookTimeout: 600_000 });

type World = Awaited<ReturnType<typeof openAppWorld>>;
type Opened = Awaited<ReturnType<World["openPull"]>>;

const SOURCE = "durations/budget.py";
const budget = (left: string) => `class Budget:
    """Seconds that can be spent."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def left(self, spent: int) -> int:
        return ${left}
`;
const main = {
  "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\ntestpaths = ["tests"]\n',
  ".tfactory.yml": "version: 1\nspec:\n  - specs/*.md\n",
  "durations/__init__.py": '"""Durations as people write them."""\n',
  "tests/test_package.py": "import durations\n\n\ndef test_it_says_what_it_is():\n    assert durations.__doc__\n",
  [SOURCE]: budget("self.limit"),
};
const EXISTS = "`Budget(10).left(4) == 6`";
const DOES_NOT = "`Budget(10).refund(3) == 13`";
const change = (...criteria: string[]) => ({
  [SOURCE]: budget("self.limit - spent"),
  "specs/budget.md": `# A budget of seconds\n\n## Acceptance criteria\n\n${criteria.map((text, index) => `- AC-${index + 1}: ${text}`).join("\n")}\n`,
});

/** What the check run of a commit showed, each state once: its status, then its title, then each stage and how far it was. */
function follow({ github, checks }: World, { head_sha }: Opened): { seen: string[]; stages: string[][]; stop: () => void } {
  const [seen, stages]: [string[], string[][]] = [[], []];
  const look = () => {
    const [run] = checks(head_sha);
    if (run === undefined) return;
    const shown = `${run.conclusion ?? run.status}: ${run.output.title}`;
    if (shown === seen.at(-1)) return;
    seen.push(shown);
    const table = `${run.output.summary}\n${run.output.text}`;
    stages.push([...table.matchAll(/^\| (✅|🔵|⚪)/gmu)].map(([, sign = ""]) => sign));
  };
  return { seen, stages, stop: github.onChange(look) };
}
const tipOf = ({ git }: World, { branch }: Opened) => git("rev-parse", branch);
const addedBy = ({ git }: World, { head_sha, branch }: Opened) => git("diff", "--name-only", head_sha, branch).split("\n");

describe("a known-good specification", () => {
  let world: World;
  let opened: Opened;
  let sandbox: Sandbox;
  let followed: ReturnType<typeof follow>;
  beforeAll(async () => {
    sandbox = await testSandbox();
    world = await openAppWorld({ main });
    await world.serve();
    opened = await world.openPull("budget", change(EXISTS), "");
    followed = follow(world, opened);
    world.github.addComment({ ...opened.pull, user: "bob", body: "/tfactory test" });
    await world.settled();
    followed.stop();
  });
  afterAll(() => world?.close());

  test("1: is picked up, whole and by its own name", () => {
    expect(world.git("log", "-1", "--format=%s", opened.branch)).toBe("tfactory: tests for budget");
    expect(world.saidOn(opened.pull)[0]).toContain(`**AC-1** ${EXISTS}`);
  });

  test("2, 3: its run is followed on the check run from waiting through every stage to done, never backwards", () => {
    const { seen, stages } = followed;
    expect(seen[0]).toBe("queued: Waiting for a worker");
    expect(seen.at(-1)).toMatch(/^success: \d tests? proves? 1 of 1 criterion$/);
    const numbers = seen.flatMap((title) => Number(/: (\d)\/7 /.exec(title)?.[1] ?? 0) || []);
    expect(numbers.length).toBeGreaterThanOrEqual(4);
    expect(numbers).toEqual(numbers.toSorted());
    const rank = { "⚪": 0, "🔵": 1, "✅": 2 } as Record<string, number>;
    const states = stages.map((signs) => signs.map((sign) => rank[sign] ?? -1));
    expect(states[0]).toEqual(Array(7).fill(0));
    expect(states.at(-1)).toEqual(Array(7).fill(2));
    for (const [index, now] of states.entries())
      expect(
        now.every((one, stage) => one >= (states[index - 1]?.[stage] ?? 0)),
        seen[index],
      ).toBe(true);
  });

  test("4: one commit on the branch holds new files under tests, and nothing else", () => {
    expect(world.git("rev-parse", `${opened.branch}~1`)).toBe(opened.head_sha);
    const status = world.git("diff", "--name-status", opened.head_sha, opened.branch).split("\n");
    expect(status).toEqual([expect.stringMatching(/^A\ttests\/test_\w+\.py$/)]);
    expect(world.git("show", `${opened.branch}:${addedBy(world, opened)[0]}`)).toContain("import Budget\n");
  });

  test("5: the project's tests pass with them", async () => {
    const outcomes = await runCommitted(sandbox, world, { sha: tipOf(world, opened), files: ["tests"] });
    expect(outcomes.length).toBeGreaterThanOrEqual(2);
    expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => "passed"));
  });

  test("6: one line of the feature broken, one of them fails", async () => {
    const edits = { [SOURCE]: budget("self.limit + spent") };
    const files = addedBy(world, opened);
    const outcomes = await runCommitted(sandbox, world, { sha: tipOf(world, opened), files, edits });
    expect(outcomes.map(({ status }) => status)).toContain("failed");
  });

  test("7: one comment on the pull request says what was proven and where the tests are", () => {
    const said = world.saidOn(opened.pull);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/proves? 1 of 1 criterion/);
    expect(said[0]).toContain("<!-- tfactory:v1 run=");
    expect(said[0]).toContain(`Committed as ${tipOf(world, opened).slice(0, 12)}: \`${addedBy(world, opened)[0]}\``);
    expectContractKept(world);
  });

  test("one concluded check run is on the commit that was tested, and one on ours", () => {
    const concluded = [{ name: "TFactory", status: "completed", conclusion: "success" }];
    expect(world.checks(opened.head_sha)).toMatchObject(concluded);
    expect(world.checks(tipOf(world, opened))).toMatchObject(concluded);
  });
});

/** A test file of one test, as an author hands it in. */
function draft(target: Target, name: string, criterion: string, expression: string): Draft {
  const source = `from durations.budget import Budget\n\n\ndef ${name}():\n    assert ${expression}\n`;
  const claim = { name, shows: "", symbol: `${SOURCE}::Budget.left`, criteria: [criterion], oracle: "criterion" as const };
  const candidate: Candidate = {
    id: name,
    target: target.id,
    author: "scripted",
    path: target.test_path,
    source,
    claims: [claim],
  };
  return { status: "written", candidate };
}

test("8: a method that does not exist is found out, written anew without it or rejected, and nothing broken is committed", async () => {
  const aTarget = (id: string, criteria: string[]): Target => ({
    ...{ id, symbols: [`${SOURCE}::Budget.left`], lane: "unit", framework: "pytest", criteria, behaviours: [] },
    test_path: `tests/test_${id}.py`,
  });
  const author = new ScriptedAuthor({
    plan: { targets: [aTarget("mended", ["AC-1"]), aTarget("insists", ["AC-2"])], untestable: [] },
    mends: ({ kind }) => kind === "symbol",
    drafts: [
      (target, findings) =>
        target.id === "mended" && findings.length > 0
          ? draft(target, "test_what_is_left", "AC-1", "Budget(10).left(4) == 6")
          : draft(target, `test_refund_${target.id}`, target.criteria[0] ?? "", "Budget(10).refund(3) == 13"),
    ],
  });
  const world = await openAppWorld({ main, instead: { author: () => author } });
  onTestFinished(world.close);
  await world.serve();
  const opened = await world.openPull("budget", change(EXISTS, DOES_NOT), "");
  world.github.addComment({ ...opened.pull, user: "bob", body: "/tfactory test" });
  await world.settled();

  const told = (id: string): Finding[][] => author.asked.filter(({ target }) => target.id === id).map(({ findings }) => findings);
  expect(told("mended")).toEqual([[], expect.arrayContaining([expect.objectContaining({ kind: "symbol" })])]);
  expect(JSON.stringify(told("mended")[1])).toContain("refund");
  expect(told("insists").length).toBeGreaterThan(1);
  expect(addedBy(world, opened)).toEqual(["tests/test_mended.py"]);
  expect(world.git("show", `${opened.branch}:tests/test_mended.py`)).not.toContain("refund");
  const outcomes = await runCommitted(await testSandbox(), world, { sha: tipOf(world, opened), files: ["tests"] });
  expect(outcomes.map(({ status }) => status)).toEqual(["passed", "passed"]);
  const [said = ""] = world.saidOn(opened.pull);
  expect(said).toMatch(/^\*\*1 test /m);
  expect(said).toMatch(/AC-2\*\* .*untested: its test was dropped: .*`Budget` has no attribute `refund`/);
  expect(said).toContain("| `test_refund_insists` | rejected (`3-hallucination`) |");
  expectContractKept(world);
});

test("9: an engine that goes down in the middle ends the run at once, says so, and leaves the branch as it was", async () => {
  const { images } = await ensureEngine(["pytest"], () => undefined);
  const { docker_host, cut } = await engineProxy();
  const options = { runtime: null, environment: process.env, onStep: () => undefined };
  const behind = await sandboxOn(clientFor(docker_host, process.env), images, options);
  const dying: Sandbox = {
    prepare: (...asked) => behind.prepare(...asked),
    ask: (request) =>
      behind.ask({
        ...request,
        onProgress: (progress) => {
          request.onProgress?.(progress);
          if (request.verb === "explore") cut();
        },
      }),
  };
  const world = await openAppWorld({ main, instead: { sandbox: dying } });
  onTestFinished(async () => {
    await world.close();
    const docker = await testEngine();
    for (const name of await leftOver(process.pid))
      await (name.startsWith("/") ? docker.getContainer(name.slice(1)).remove({ force: true, v: true }) : null);
    for (const name of await leftOver(process.pid)) await docker.getVolume(name).remove();
  });
  await world.serve();
  const opened = await world.openPull("budget", change(EXISTS), "");
  world.github.addComment({ ...opened.pull, user: "bob", body: "/tfactory test" });
  await world.settled();
  expect(world.checks()).toMatchObject([{ status: "completed", conclusion: "failure" }]);
  expect(world.checks()[0]?.output.summary).toMatch(/engine went away/);
  expect(world.saidOn(opened.pull)).toEqual([expect.stringMatching(/engine went away/)]);
  expect(tipOf(world, opened)).toBe(opened.head_sha);
  expectContractKept(world);
});
