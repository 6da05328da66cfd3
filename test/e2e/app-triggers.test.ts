import { expect, test } from "vitest";
import { anAppWorld, expectContractKept, PULL, REPO } from "./app-world.ts";
import { FILE } from "./fake-run.ts";

type World = Awaited<ReturnType<typeof anAppWorld>>;

/** One commit on the branch, one comment, every check run concluded, and nothing GitHub does not describe. */
async function expectOneResult(world: World) {
  const { git, head_sha, head, answers, checks } = world;
  const tip = (await head()) ?? "";
  expect(tip).not.toBe(head_sha);
  expect(checks().every(({ status }) => status === "completed")).toBe(true);
  expect(checks(head_sha).at(-1)).toMatchObject({ name: "TFactory", conclusion: "success" });
  expect(checks(tip)).toMatchObject([{ name: "TFactory", conclusion: "success" }]);
  const reports = answers().filter((body) => body.includes("run="));
  expect(reports).toHaveLength(1);
  expect(reports[0]).toContain("test_a");
  expect(git("rev-parse", `${tip}~1`)).toBe(head_sha);
  expect(git("diff", "--name-status", head_sha, tip)).toBe(`A\t${FILE}`);
  expectContractKept(world);
}

test("a comment: eyes at once, a commit with the proven tests, one comment, a concluded check run on both commits", async () => {
  const world = await anAppWorld();
  const { id } = world.say("bob", "Please:\n\n/tfactory test");
  await world.settled();
  await expectOneResult(world);
  const reactions = [...world.github.store.reactions.values()].filter(({ on_id }) => on_id === id);
  expect(reactions.map(({ content }) => content)).toEqual(["eyes"]);
  expect(world.sandbox.asked("run").length).toBeGreaterThan(0);
});

test("a label: it starts a run and is taken off when that ends", async () => {
  const world = await anAppWorld();
  await world.github.addLabel({ ...PULL, user: "bob", label: "tfactory:test" });
  await world.settled();
  await expectOneResult(world);
  expect(world.github.pull(PULL).labels).toEqual([]);
});

test("a dispatch: its request id is the run's, and its specification is tested", async () => {
  const world = await anAppWorld();
  const { github, head_sha } = world;
  const spec_text = "# Parse durations\n\n## Acceptance criteria\n\n- `parse_duration('x') == 2`\n";
  const body = {
    event_type: "tfactory-test",
    client_payload: { v: 1, pr: 1, request_id: "20260101-from-mcp", sha: head_sha, spec_text },
  };
  const answer = await fetch(`${github.api_url}/repos/${REPO}/dispatches`, {
    method: "POST",
    headers: { authorization: `Bearer ${github.userToken("bob")}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(204);
  await world.settled();
  await expectOneResult(world);
  expect(world.checks(head_sha)[0]).toMatchObject({ external_id: "20260101-from-mcp" });
  expect(world.answers()[0]).toContain("`parse_duration('x') == 2`");
});

test("GitHub's re-run and the buttons Re-run and More tests start again on the branch's head", async () => {
  const world = await anAppWorld();
  const { github, checks, head } = world;
  world.say("bob", "/tfactory test --dry-run");
  await world.settled();
  expect(await head()).toBe(world.head_sha);
  const first = checks()[0]?.id ?? 0;
  await github.rerequest(first, "wendy");
  await world.settled();
  await github.clickButton(first, "wendy", "rerun");
  await world.settled();
  await github.clickButton(first, "wendy", "more");
  await world.settled();
  expect(checks().map(({ conclusion }) => conclusion)).toEqual(["neutral", "neutral", "neutral", "neutral"]);
  expect(new Set(checks().map(({ external_id }) => external_id)).size).toBe(4);
  expect(world.answers().filter((body) => body.includes("run="))).toHaveLength(1);
  expectContractKept(world);
});

test("the button Undo commit takes back exactly our commit", async () => {
  const world = await anAppWorld();
  const { github, checks, head } = world;
  world.say("bob", "/tfactory test");
  await world.settled();
  const committed = await head();
  const undo = checks(world.head_sha)[0]?.id ?? 0;
  await github.clickButton(undo, "wendy", "undo");
  await world.settled();
  expect(await head()).not.toBe(committed);
  expect(world.git("diff", "--name-status", world.head_sha, "feature")).toBe("");
  expect(world.git("log", "-1", "--format=%(trailers:key=Co-authored-by,valueonly)", "feature")).toMatch(/^wendy </);
  expect(checks((await head()) ?? "")).toMatchObject([
    { status: "completed", conclusion: "neutral", output: { title: "The tests were taken back" } },
  ]);
  expect(world.answers().at(-1)).toMatch(/`[0-9a-f]{7}` is taken back by `[0-9a-f]{7}`/);
  expectContractKept(world);
});

test("a re-run of all checks starts our last run of that commit again", async () => {
  const world = await anAppWorld();
  world.say("bob", "/tfactory test --dry-run");
  await world.settled();
  await world.github.rerequestSuite(world.checks()[0]?.suite_id ?? 0, "bob");
  await world.settled();
  expect(world.checks()).toHaveLength(2);
});

test("the commands answer on the pull request", async () => {
  const world = await anAppWorld();
  const { answers, head } = world;
  const ask = async (line: string) => {
    world.say("bob", `/tfactory ${line}`);
    await world.settled();
    return answers().at(-1) ?? "";
  };
  expect(await ask("help")).toContain("| `/tfactory test [paths…] [options]` |");
  expect(await ask("status")).toContain("There was no run on this pull request yet.");
  expect(await ask("config")).toContain("There is no `.tfactory.yml` on `main`: these are the defaults.");
  expect(await ask("plan")).toMatch(/\*\*1 target\*\* for .*Nothing was written\./);
  expect(world.checks()).toEqual([]);
  expect(await ask("explain test_a")).toContain("There is no report on this pull request yet.");
  expect(await ask("undo")).toContain("There is no commit of TFactory");
  expect(await ask("cancel")).toContain("No run of this pull request is going on.");
  expect(await ask("tset")).toContain("Did you mean `/tfactory test`?");
  world.say("bob", "/tfactory test");
  await world.settled();
  expect(await ask("status")).toMatch(/is done: 2 tests kept in `[0-9a-f]{7}`/);
  expect(await ask("explain test_a")).toContain("**`test_a`** in");
  expect(await ask("why-not test_x")).toContain("The last report has no test `test_x`. Did you mean");
  const before = await head();
  expect(await ask("drop test_b")).toMatch(/`test_b` is taken out by/);
  const dropped = await head();
  expect(dropped).not.toBe(before);
  expect(world.checks(dropped ?? "")).toMatchObject([
    { status: "completed", conclusion: "success", output: { title: "test_b was taken out, 1 test is left" } },
  ]);
  expect(world.git("show", `feature:${FILE}`)).toContain("def test_a");
  expect(world.git("show", `feature:${FILE}`)).not.toContain("def test_b");
  expect(await ask("undo")).toMatch(/is taken back by/);
  expect(world.git("diff", "--name-status", world.head_sha, "feature")).toBe("");
  expectContractKept(world);
});

test("a configuration on the base is followed, one of the pull request is not", async () => {
  const world = await anAppWorld();
  const write = { repository: REPO, user: "alice", message: "Settle" };
  await world.github.commit({
    ...write,
    branch: "main",
    files: { ".tfactory.yml": "version: 1\ndeliver: patch\nmax_tests: 1\n" },
  });
  await world.github.commit({ ...write, branch: "feature", files: { ".tfactory.yml": "version: 1\ndeliver: commit\n" } });
  const tip = await world.head();
  world.say("bob", "/tfactory test");
  await world.settled();
  expect(await world.head()).toBe(tip);
  world.say("bob", "/tfactory config");
  await world.settled();
  const said = world.answers().at(-1);
  expect(said).toContain("delivery: patch");
  expect(said).toContain("This pull request changes `.tfactory.yml`. That counts when it is merged, not before.");
});
