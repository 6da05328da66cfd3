import { describe, expect, test } from "vitest";
import { defaultSettings, type Handover } from "../../../src/domain/handover.ts";
import type { RunEvent } from "../../../src/domain/run.ts";
import { Snapshot } from "../../../src/domain/snapshot.ts";
import { InfrastructureError, UserError } from "../../../src/errors.ts";
import type { Answer } from "../../../src/frameworks/protocol.ts";
import { takeSnapshot } from "../../../src/pipeline/1-snapshot/take-snapshot.ts";
import type { SandboxAnswer } from "../../../src/ports.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { FakeSandbox, type ScriptedAnswers } from "../../fakes/fake-sandbox.ts";
import { MemoryForge } from "../../fakes/memory-forge.ts";
import { failed, passed, timedOut } from "../builders.ts";

const PROJECT = "[project]\nname = 'shop'\n";
const before = {
  "pyproject.toml": PROJECT,
  "shop/price.py": "def total(a, b):\n    return a\n",
  "tests/test_price.py": "def test(): pass\n",
};
const after = { ...before, "shop/price.py": "def total(a, b):\n    if a > b:\n        return a - b\n    return a + b\n" };
const CASE = "tests/test_price.py::test_total";

const inspected: Answer<"inspect"> = {
  symbols: [],
  dependencies: [],
  executable: [
    { path: "shop/price.py", lines: [1, 2, 3, 4, 99] },
    { path: "somewhere/else.py", lines: [1] },
  ],
  project: {
    source_roots: ["."],
    test_dirs: ["tests"],
    test_style: "functions",
    fixtures: [],
    language_version: "3.12",
    framework_version: "8",
  },
  all_symbols: ["shop/price.py::total"],
  problems: [],
};
type Suite = Answer<"run">["variations"][number];
const suite = (overrides: Partial<Suite> = {}): Suite => ({
  id: "baseline",
  status: "finished",
  reason: null,
  outcomes: [passed(CASE, 0.5), passed("tests/test_price.py::test_other", 0.1)],
  collected: 2,
  executed: 2,
  collection_errors: [],
  seconds: 1.5,
  ...overrides,
});
const covered = (test_case: string, lines: number[]) => ({
  case: test_case,
  lines: [{ path: "shop/price.py", lines }],
  arcs: [],
});
const ran = (overrides: Partial<Suite> = {}): Answer<"run"> => ({
  variations: [suite(overrides)],
  coverage: { cases: [covered(CASE, [2, 4]), covered("tests/test_price.py::test_other", [])], imports: [] },
});
/** Every mutant survives but the first, which is killed. */
const mutated = (body: { mutants: { id: string }[] }): Answer<"mutate"> => ({
  mutants: body.mutants.map(({ id }, index) => ({
    id,
    status: "ran",
    reason: null,
    results: index === 0 ? [{ group: "existing", case: CASE, result: "killed-by-assertion", exception: "AssertionError" }] : [],
  })),
  baseline: [],
});

function world(answers: ScriptedAnswers = {}, refs: Record<string, Record<string, string>> = { main: before, feature: after }) {
  const told: Omit<RunEvent, "run_id" | "at">[] = [];
  const sandbox = new FakeSandbox({ inspect: inspected, run: ran(), mutate: mutated, ...answers });
  const forge = new MemoryForge(refs);
  const ports = { sandbox, forge, events: (event: (typeof told)[number]) => void told.push(event) };
  const take = (signal = new AbortController().signal, asked: Partial<Handover> = {}) =>
    takeSnapshot(aHandover(asked), ports, signal);
  return { sandbox, told, take };
}

test("a snapshot pins both commits, the change, its mutants and the state before, and fits its schema", async () => {
  const { take, sandbox } = world();
  const snapshot = await take();
  expect(Snapshot.parse(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
  expect(snapshot).toMatchObject({ framework: "pytest", spec_id: "feature", environment: { image: "sha256:fake", notes: [] } });
  expect(snapshot.files.map(({ path, kind, lines }) => [path, kind, lines])).toEqual([["shop/price.py", "source", [2, 3, 4]]]);
  expect(snapshot.baseline).toMatchObject({ status: "green", passed: 2, failed: [], seconds: 1.5 });
  expect(snapshot.baseline.covered).toEqual([{ path: "shop/price.py", lines: [2, 4] }]);
  expect(snapshot.mutants.length).toBeGreaterThan(2);
  expect(snapshot.mutants.every((mutant) => [2, 3, 4].includes(mutant.line))).toBe(true);
  expect(snapshot.baseline.killed).toEqual([snapshot.mutants[0]?.id]);
  expect(sandbox.requests.map((request) => request.verb)).toEqual(["inspect", "inspect", "run", "mutate"]);
});

test("lines the runner names beyond the change do not count", async () => {
  expect((await world().take()).executable).toEqual([{ path: "shop/price.py", lines: [2, 3, 4] }]);
});

describe("what was asked for", () => {
  const two = { ...after, "shop/tax/rate.py": "RATE = 2\n" };
  const asked = async (handover: Partial<Handover>) => {
    const { take, sandbox } = world({}, { main: before, feature: two });
    await take(undefined, handover);
    return sandbox.asked("inspect")[1]?.changes.map(({ path }) => path);
  };

  test.each([
    [["shop/price.py"], ["shop/price.py"]],
    [["shop/tax/"], ["shop/tax/rate.py"]],
    [["shop"], ["shop/price.py", "shop/tax/rate.py"]],
    [["**/rate.py"], ["shop/tax/rate.py"]],
    [["./shop/price.py"], ["shop/price.py"]],
    [["."], ["shop/price.py", "shop/tax/rate.py"]],
  ])("of the changed source only %j is looked at", async (paths, expected) => {
    expect(await asked({ paths })).toEqual(expected);
  });

  test("excluded source is left alone", async () => {
    expect(await asked({ settings: { ...defaultSettings, exclude: ["shop/tax/**"] } })).toEqual(["shop/price.py"]);
  });

  test("paths without changed source are told with what there is", async () => {
    await expect(asked({ paths: ["shop/pric"] })).rejects.toThrow(
      new UserError("There is no changed source under shop/pric (changed source: shop/price.py, shop/tax/rate.py)."),
    );
    await expect(asked({ settings: { ...defaultSettings, exclude: ["shop"] } })).rejects.toThrow(
      new UserError("There is no changed source left by exclude: shop (changed source: shop/price.py, shop/tax/rate.py)."),
    );
  });

  const spec = { path: "#7", text: "# Requirements\n- one\n- two\n- three\n", origin: "issue" as const };
  test("only the criteria asked for are pinned, with where they came from", async () => {
    const { criteria } = await world().take(undefined, { spec, criteria: ["AC-2"] });
    expect(criteria).toMatchObject([{ id: "AC-2", text: "two", origin: { source: "issue", path: "#7" } }]);
  });

  test("a criterion the specification does not have is told with those it has", async () => {
    const take = (asked: Partial<Handover>) => world().take(undefined, { criteria: ["AC-9"], ...asked });
    await expect(take({ spec })).rejects.toThrow(new UserError("The specification has no AC-9: there are AC-1 to AC-3."));
    await expect(take({})).rejects.toThrow(new UserError("The specification has no AC-9: it states no criteria."));
  });

  test("what the repository settled and we can not honour is a warning", async () => {
    const settings = { ...defaultSettings, warnings: ["setup is not honoured yet."] };
    expect((await world().take(undefined, { settings })).warnings).toContain("setup is not honoured yet.");
  });
});

test("the base is asked for its symbols first, so that the head can tell what is new", async () => {
  const { take, sandbox } = world();
  await take();
  expect(sandbox.asked("inspect")).toEqual([
    { changes: [{ path: "shop/price.py", lines: [] }], base_symbols: null },
    { changes: [{ path: "shop/price.py", lines: [2, 3, 4] }], base_symbols: ["shop/price.py::total"] },
  ]);
});

test("a base that can not be read is a warning, a head that can not be read ends the run", async () => {
  const crash: SandboxAnswer = { status: "crashed", seconds: 1, reason: "no memory" };
  const only = (broken: number) => {
    let asked = 0;
    return () => (asked++ === broken ? crash : inspected);
  };
  expect((await world({ inspect: only(0) }).take()).warnings.join()).toContain(
    "What is new against the base is not known: inspect: no memory",
  );
  await expect(world({ inspect: only(1) }).take()).rejects.toThrow(
    new InfrastructureError("The changed files could not be read: inspect: no memory"),
  );
});

test("only tests that pass and reach a changed file are tried on the mutants, quickest first", async () => {
  const quick = "tests/test_price.py::test_quick";
  const answer = ran({ outcomes: [passed(CASE, 0.5), passed(quick, 0.1), failed("tests/test_price.py::test_red")] });
  answer.coverage?.cases.push(covered(quick, [2]), covered("tests/test_price.py::test_red", [3]));
  const { take, sandbox } = world({ run: answer });
  const { baseline, warnings } = await take();
  expect(sandbox.asked("mutate")[0]?.groups).toMatchObject([{ id: "existing", select: [quick, CASE], until: "first-kill" }]);
  expect(baseline.covered).toEqual([{ path: "shop/price.py", lines: [2, 4] }]);
  expect(baseline).toMatchObject({ status: "red", failed: ["tests/test_price.py::test_red"] });
  expect(warnings).toContain(
    "1 existing test already fails on the head: tests/test_price.py::test_red. Only the 2 that pass are counted.",
  );
});

test.each<[string, Answer<"run"> | (() => SandboxAnswer), Partial<Snapshot["baseline"]>, string]>([
  [
    "a suite that hangs",
    ran({ status: "timed-out", reason: "stopped after 300 s", outcomes: [passed(CASE), timedOut("t.py::hangs")] }),
    { status: "partial", passed: 1, failed: ["t.py::hangs"] },
    "did not run to their end (stopped after 300 s)",
  ],
  [
    "a test file that does not load",
    ran({ collection_errors: [{ path: "tests/test_x.py", kind: "import", exception: "ImportError", message: "x" }] }),
    { status: "red", failed: ["tests/test_x.py"] },
    "tests/test_x.py",
  ],
  [
    "a suite in which nothing is collected",
    ran({ outcomes: [], collected: 0, executed: 0 }),
    { status: "empty" },
    "has no test that runs",
  ],
  [
    "a container that is killed",
    () => ({ status: "out-of-memory", seconds: 1 }),
    { status: "unmeasured", reason: "run: the container ran out of memory" },
    "could not be run (run: the container ran out of memory)",
  ],
])("%s is part of the state before, and said", async (_what, run, baseline, warning) => {
  const snapshot = await world({ run }).take();
  expect(snapshot.baseline).toMatchObject(baseline);
  expect(snapshot.warnings.join("\n")).toContain(warning);
});

test("kills that could not be measured are not measured, never none", async () => {
  const { baseline, warnings } = await world({ mutate: () => ({ status: "timed-out", seconds: 240 }) }).take();
  expect(baseline.killed).toBeNull();
  expect(warnings.join()).toContain("What the existing tests kill is not known: mutate: stopped after 240 s");
});

test("which mutants are no change is known even when the existing tests' container dies", async () => {
  const { take, sandbox } = world({
    mutate: (body) =>
      body.groups.length > 0
        ? { status: "out-of-memory", seconds: 3 }
        : { baseline: [], mutants: body.mutants.map(({ id }) => ({ id, status: "equivalent", reason: null, results: [] })) },
  });
  const { baseline, mutants } = await take();
  expect(sandbox.asked("mutate")).toHaveLength(2);
  expect(baseline.killed).toBeNull();
  expect(baseline.equivalent).toEqual(mutants.map((mutant) => mutant.id));
});

test("mutants of the existing tests are each in one bucket: killed, noticed by nobody, never ended, not tried, not reached", async () => {
  const fates = [
    { status: "ran", reason: null, results: ["survived", "killed-by-assertion"] },
    { status: "ran", reason: null, results: ["killed-by-error"] },
    { status: "ran", reason: null, results: ["timed-out"] },
    { status: "ran", reason: "cut short: the budget was used up", results: ["survived"] },
  ] as const;
  const { mutants, baseline } = await world({
    mutate: (body) => ({
      baseline: [],
      mutants: body.mutants.map(({ id }, index) => {
        const { status, reason, results } = fates[index] ?? { status: "ran" as const, reason: null, results: [] };
        return {
          id,
          status,
          reason,
          results: results.map((result) => ({ group: "existing", case: CASE, result, exception: null })),
        };
      }),
    }),
  }).take();
  const ids = mutants.map((mutant) => mutant.id);
  expect(ids.length).toBeGreaterThan(4);
  expect(baseline).toMatchObject({ killed: [ids[0]], survived: [ids[1]], timed_out: [ids[2]], not_run: [ids[3]] });
});

test("mutants that do not compile are taken out, those that change nothing are marked", async () => {
  const statuses = ["invalid", "equivalent", "not-run"] as const;
  const { mutants, baseline, warnings } = await world({
    mutate: (body) => ({
      baseline: [],
      mutants: body.mutants.map(({ id }, index) => ({ id, status: statuses[index] ?? "ran", reason: null, results: [] })),
    }),
  }).take();
  expect(mutants.map((mutant) => mutant.id)).toContain(baseline.equivalent[0]);
  expect(baseline.equivalent).toHaveLength(1);
  expect(baseline.not_run).toHaveLength(1);
  expect(warnings).toContain("Mutants not tried on all of the existing tests that reach them: 1.");
});

test("without an existing test the mutants are still checked for being no change", async () => {
  const { "tests/test_price.py": _gone, ...bare } = before;
  const { take, sandbox } = world({}, { main: bare, feature: { ...bare, "shop/price.py": after["shop/price.py"] } });
  expect((await take()).baseline).toMatchObject({ status: "empty", covered: [], killed: [expect.any(String)] });
  expect(sandbox.asked("run")).toEqual([]);
  expect(sandbox.asked("mutate")[0]?.groups).toEqual([]);
});

test("a failed install ends the run with its reason and the end of its log", async () => {
  const { take, sandbox } = world();
  sandbox.environment = { status: "failed", reason: "no version of left-pad fits", log_tail: "ERROR: left-pad==9\n" };
  await expect(take()).rejects.toThrow(
    new InfrastructureError("The project's dependencies could not be installed: no version of left-pad fits\nERROR: left-pad==9"),
  );
});

test.each([
  ["only tests changed", { ...before, "tests/test_price.py": "def test(): assert 1\n" }, "(changed: tests/test_price.py)"],
  ["lines were only deleted", { ...before, "shop/price.py": "def total(a, b):\n" }, "(changed: shop/price.py)"],
  ["many other files changed", { ...before, a: "1", b: "2", c: "3", d: "4" }, "(changed: a, b, c and 1 more)"],
])("when %s there is nothing to test", async (_what, feature, ending) => {
  await expect(world({}, { main: before, feature }).take()).rejects.toThrow(
    new UserError(`There is no changed source: no added or modified line of Python source between main and feature ${ending}.`),
  );
});

test("a repository of another language is told what is supported", async () => {
  await expect(world({}, { main: { "a.go": "" }, feature: { "a.go": "package a\n" } }).take()).rejects.toThrow(
    new UserError("No supported test framework was found in this repository. TFactory supports python with pytest."),
  );
});

test("a run that is stopped while the suite runs throws its reason, not a finding", async () => {
  const controller = new AbortController();
  const { take } = world({
    run: () => {
      controller.abort(new Error("Ctrl-C"));
      return { status: "crashed", seconds: 0, reason: "the run was stopped" };
    },
  });
  await expect(take(controller.signal)).rejects.toThrow("Ctrl-C");
});

test("what goes on is told item by item", async () => {
  const { take, told } = world();
  await take();
  expect(told.map((event) => event.item)).toContain("the project's dependencies");
  expect(told.every((event) => event.stage === "snapshot")).toBe(true);
});
