import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Sandbox } from "../../src/ports.ts";
import { expectContractKept, openAppWorld, REPO } from "./app-world.ts";
import { changes, library, openChange, runCommitted, testSandbox } from "./docker-world.ts";
import { aClient, call } from "./mcp-client.ts";

/**
 * Every way in, from the signed webhook to the commit, in real containers with the author that needs no key; a comment's is in
 * `nine-scenarios.test.ts`. The pull requests are worked on two at a time, as a server does that is told to.
 */
type World = Awaited<ReturnType<typeof openAppWorld>>;
type Opened = Awaited<ReturnType<typeof openChange>>;
let world: World;
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await testSandbox();
  world = await openAppWorld({ main: library, env: { TFACTORY_WORKERS: "2" } });
  await world.serve();
});
afterAll(() => world?.close());

/** One commit on `onto` with tests that pass there, one report in one comment, one concluded check run on both commits. */
async function expectOneResult({ branch, pull }: Opened, onto: string): Promise<string> {
  const { github, git, saidOn, checks } = world;
  const tip = git("rev-parse", branch);
  expect(git("rev-parse", `${branch}~1`)).toBe(onto);
  expect(git("log", "-1", "--format=%s", branch)).toMatch(/^tfactory: tests for /);
  const added = git("diff", "--name-status", onto, tip).split("\n");
  expect(added).toEqual([expect.stringMatching(/^A\ttests\/test_\w+\.py$/)]);
  const files = added.map((line) => line.slice(2));
  expect(git("show", `${tip}:${files[0]}`)).toContain(`import ${branch}\n`);
  const [concluded, ours] = [checks(onto), checks(tip)];
  expect(concluded.at(-1)).toMatchObject({ name: "TFactory", status: "completed", conclusion: "success" });
  expect(ours).toMatchObject([{ name: "TFactory", status: "completed", conclusion: "success" }]);
  const reports = saidOn(pull).filter((body) => body.includes("<!-- tfactory:v1 run="));
  expect(reports).toHaveLength(1);
  expect(reports[0]).toContain(`Committed as ${tip.slice(0, 12)}`);
  const outcomes = await runCommitted(sandbox, { github }, { sha: tip, files });
  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => "passed"));
  return tip;
}

describe.concurrent("each way in has its commit, its comment and its check runs", { timeout: 900_000 }, () => {
  test("a label; then the buttons Undo commit and More tests", async () => {
    const opened = await openChange(world, "hours");
    const { pull, branch, head_sha } = opened;
    await world.github.addLabel({ ...pull, user: "bob", label: "tfactory:test" });
    await world.settled();
    const committed = await expectOneResult(opened, head_sha);
    expect(world.github.pull(pull).labels).toEqual([]);
    const button = world.checks(head_sha)[0]?.id ?? 0;

    await world.github.clickButton(button, "wendy", "undo");
    await world.settled();
    const undone = world.git("rev-parse", branch);
    expect(world.git("rev-parse", `${branch}~1`)).toBe(committed);
    expect(world.git("diff", "--name-status", head_sha, undone)).toBe("");

    await world.github.clickButton(button, "wendy", "more");
    await world.settled();
    await expectOneResult(opened, undone);
  });

  test("a dispatch by an MCP client that has only a token", async () => {
    const opened = await world.openPull("clamp", { [changes.clamp.path]: changes.clamp.after }, "");
    const client = await aClient(world.github.userToken("bob"), world.github.api_url);
    const asked = { project_id: REPO, branch: "clamp", spec_text: changes.clamp.criteria, confirm: true };
    const requested = await call(client, "task_create_from_spec", asked);
    const task_id = requested.data.task_id ?? "";
    await world.settled();
    const tip = await expectOneResult(opened, opened.head_sha);
    expect((await call(client, "task_status", { task_id })).data).toMatchObject({ conclusion: "success" });
    const report = JSON.parse((await call(client, "report_get", { task_id, format: "json" })).data.report ?? "{}");
    expect(report).toMatchObject({ git: { commit_sha: tip }, criteria: [{ id: "AC-1", grade: "verified" }] });
  });

  test("GitHub's re-run of a run that was cancelled", async () => {
    const opened = await openChange(world, "rest");
    const { pull, branch, head_sha } = opened;
    world.github.addComment({ ...pull, user: "bob", body: "/tfactory test" });
    await world.github.delivered();
    world.github.addComment({ ...pull, user: "bob", body: "/tfactory cancel" });
    await world.settled();
    expect(world.checks(head_sha)).toMatchObject([{ status: "completed", conclusion: "cancelled" }]);
    expect(world.git("rev-parse", branch)).toBe(head_sha);

    await world.github.rerequest(world.checks(head_sha)[0]?.id ?? 0, "wendy");
    await world.settled();
    await expectOneResult(opened, head_sha);
    expect(world.checks(head_sha)).toHaveLength(2);
  });
});

test("nothing was asked of GitHub that it does not describe", () => {
  expectContractKept(world);
});
