import { afterAll, beforeAll, expect, test } from "vitest";
import { Report } from "../../src/domain/report.ts";
import { type MessagesApi, type SeenRequest, startMessagesApi } from "../fakes/messages-api/start.ts";
import { expectContractKept, openAppWorld } from "./app-world.ts";
import { runCommitted, testSandbox } from "./docker-world.ts";
import { byRole, fileAsked, type Role, roleOf } from "./scripted-roles.ts";

/**
 * The whole path of the model author in real containers: criteria from a pull request's description, a plan, tests, a repair, a
 * target planned anew, a round for what survived, votes, a commit. Only the model's words are scripted.
 */

const PATH = "durations/text.py";
const main = {
  "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\ntestpaths = ["tests"]\n',
  "durations/__init__.py": "",
  [PATH]:
    "def minutes(seconds: int) -> int:\n    return seconds\n\n\ndef share(spent: int, limit: int) -> int:\n    return spent\n",
  "tests/test_package.py": "import durations\n\n\ndef test_it_is_a_package():\n    assert durations.__path__\n",
};
const changed = `def minutes(seconds: int) -> int:
    """How many whole minutes there are in so many seconds."""
    return seconds // 60


def share(spent: int, limit: int) -> int:
    """How much is spent, in whole percent."""
    return spent * 100 // limit
`;
const description = `Durations in other units.

## Acceptance criteria

- AC-1: Seconds are given as minutes: \`minutes(120) == 2\`
- AC-2: A share is given in percent: \`share(30, 60) == 50\`
- AC-3: A share is never more than all: \`share(70, 60) == 100\`
`;

type Test = [name: string, criteria: string[], assertion: string];
const two_minutes: Test = ["test_seconds_are_given_as_minutes", ["AC-1"], "assert minutes(120) == 2"];
const half: Test = ["test_a_share_is_given_in_percent", ["AC-2"], "assert share(30, 60) == 50"];
const all: Test = ["test_a_share_is_never_more_than_all", ["AC-3"], "assert share(70, 60) == 100"];
const begun: Test = ["test_a_minute_that_has_begun_does_not_count", [], "assert minutes(119) == 1"];
const rounded: Test = ["test_two_thirds_are_rounded_down", [], "assert share(2, 3) == 66"];

function file(imported: string, ...tests: Test[]) {
  const functions = tests.map(([name, , assertion]) => `\n\ndef ${name}():\n    ${assertion}\n`);
  return {
    source: `from durations.text import ${imported}\n${functions.join("")}`,
    tests: tests.map(([name, criteria]) => ({
      name,
      shows: name.replace("test_", "").replaceAll("_", " "),
      criteria,
      oracle: criteria.length > 0 ? "criterion" : "characterization",
    })),
  };
}
function target(symbol: string, criteria: string[], behaviour: string) {
  return { symbols: [`${PATH}::${symbol}`], criteria, behaviours: [behaviour] };
}
const plan = [target("minutes", ["AC-1"], "seconds are minutes"), target("share", ["AC-2", "AC-3"], "a share is a percentage")];

/** What the model says to a question, by the file it is about. The first names it imports are not there. */
const says: Partial<Record<Role, (request: SeenRequest, nth: number) => unknown>> = {
  planner: (_request, nth) => ({ targets: nth === 0 ? plan : [target("share", [], "half of it is 50")], untestable: [] }),
  oracle: () => ({ expectations: [{ criterion: "AC-1", given: "minutes(120)", expected: "2" }] }),
  generator: (request) => {
    const path = fileAsked(request);
    if (path.endsWith("_3.py")) return file("minutes, share", begun, rounded);
    if (!path.endsWith("_2.py")) return file("minutes_of", two_minutes);
    return file(request.task.includes("half of it is 50") ? "share" : "share_of", half, all);
  },
  repairer: (request) => (fileAsked(request).endsWith("_2.py") ? file("percent_of", half, all) : file("minutes", two_minutes)),
};

let api: MessagesApi;
let world: Awaited<ReturnType<typeof openAppWorld>>;
let opened: Awaited<ReturnType<(typeof world)["openPull"]>>;
let report: Report;
const asked = (role: Role) => api.requests.filter((request) => roleOf(request) === role);

beforeAll(async () => {
  const replies = Object.entries(says).map(([role, say]) => [
    role,
    (request: SeenRequest, nth: number) => ({ says: say(request, nth) }),
  ]);
  api = await startMessagesApi(byRole(Object.fromEntries(replies)));
  const model = { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: api.key, TFACTORY_MODEL: "claude-sonnet-5-5" };
  world = await openAppWorld({ main, env: model });
  const server = await world.serve();
  opened = await world.openPull("feature", { [PATH]: changed }, description);
  world.github.addComment({ ...opened.pull, user: "bob", body: "/tfactory test" });
  await world.settled();
  const run_id = world.checks(opened.head_sha)[0]?.external_id ?? "";
  report = Report.parse(await server.report(run_id));
}, 900_000);
afterAll(async () => {
  await world?.close();
  await api?.close();
});

test("the criteria of the description each have their test of the model, or their suspected bug", () => {
  expect(report).toMatchObject({ status: "done", author: "anthropic", pull_request: opened.pull.number });
  expect(report.criteria.map(({ id, grade }) => [id, grade])).toEqual([
    ["AC-1", "verified"],
    ["AC-2", "verified"],
    ["AC-3", "contradicted"],
  ]);
  expect(report.tests.map(({ name, author, verdict }) => [name, author, verdict.kind]).toSorted()).toEqual(
    [two_minutes, half, begun, rounded].map(([name]) => [name, "anthropic", "accept"]).toSorted(),
  );
  expect(report.suspected_bugs.map(({ name, criteria }) => [name, criteria])).toEqual([[all[0], ["AC-3"]]]);
});

test("the counts of the report are those of what happened", () => {
  expect(api.refusals).toEqual([]);
  expect(["planner", "oracle", "generator", "repairer"].map((role) => asked(role as Role).length)).toEqual([2, 2, 4, 3]);
  expect(report.authoring).toEqual({ rounds: 2, repairs: 3, replans: 1, stuck: [] });
  expect(report.lane_results.unit).toMatchObject({ hallucination_replans: 1, tests_accepted: 4, suspected_bugs: 1 });
  const subtasks = report.test_plan.phases.flatMap((phase) => phase.subtasks);
  expect(subtasks.map(({ id, status, replan_count }) => [id, status, replan_count])).toEqual([
    [`unit:${PATH}`, "completed", 0],
    [`unit:${PATH}:2`, "completed", 1],
    [`unit:${PATH}:3`, "completed", 0],
  ]);
});

test("what it cost is known and booked", () => {
  expect(report.usage.calls).toBe(api.requests.length);
  expect(report.usage.cost_usd).toBeGreaterThan(0);
  expect(report.usage.output_tokens).toBeGreaterThan(0);
  expect(report.budgets).toContainEqual({ scope: "run", measure: "calls", spent: api.requests.length, limit: 150 });
});

test("the repairer was told what is not there, and the second plan what no draft could", () => {
  const mended = asked("repairer").map(({ task }) => task);
  expect(mended.filter((task) => task.includes("minutes_of"))).toHaveLength(1);
  expect(mended.filter((task) => /share_of|percent_of/.test(task))).toHaveLength(2);
  expect(asked("planner")[1]?.task).toMatch(/percent_of/);
});

test("the oracle saw no code, and the round for survivors what nobody had noticed", () => {
  for (const { context, task } of asked("oracle")) expect(context + task).not.toContain("// 60");
  const round = asked("generator").find((request) => fileAsked(request).endsWith("_3.py"));
  expect(round?.task).toContain("`60` becomes `59`");
  expect(report.lane_results.unit?.mutants).toMatchObject({ survived: 0 });
});

test("no question holds a secret of the server, and what was sent is listed without any of it", () => {
  const all_of_it = api.requests.map(({ raw }) => raw).join();
  for (const secret of [world.variables.PRIVATE_KEY, world.variables.WEBHOOK_SECRET]) expect(all_of_it).not.toContain(secret);
  expect(report.sent.map(({ what }) => what)).toEqual(expect.arrayContaining(["criterion", "signatures", "source", "test"]));
  expect(JSON.stringify(report.sent)).not.toContain("// 60");
});

test("one commit has the proven tests, each quoting what it shows, and they pass there", async () => {
  const tip = world.git("rev-parse", "feature");
  expect(world.git("rev-parse", "feature~1")).toBe(opened.head_sha);
  expect(report.git.commit_sha).toBe(tip);
  const files = world.git("diff", "--name-only", opened.head_sha, tip).split("\n");
  expect(files.toSorted()).toEqual(report.files.map(({ path }) => path).toSorted());
  const sources = files.map((path) => world.git("show", `${tip}:${path}`)).join("\n");
  expect(sources).toContain("# Written by TFactory (claude-sonnet-5-5) for");
  expect(sources).toContain("    # AC-1: Seconds are given as minutes.\n    assert minutes(120) == 2");
  expect(sources).not.toContain("share(70, 60)");
  const outcomes = await runCommitted(await testSandbox(), world, { sha: tip, files });
  expect(outcomes.map(({ status }) => status)).toEqual(Array(4).fill("passed"));
}, 120_000);

test("the comment says what it took in a line", () => {
  const [comment = ""] = world.saidOn(opened.pull).filter((body) => body.includes("<!-- tfactory:v1 run="));
  expect(comment).toMatch(/tokens/);
  expectContractKept(world);
});
