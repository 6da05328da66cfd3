import { describe, expect, test } from "vitest";
import type { Handover } from "../../src/domain/handover.ts";
import type { Target } from "../../src/domain/plan.ts";
import { Report } from "../../src/domain/report.ts";
import type { RunEvent } from "../../src/domain/run.ts";
import { UserError } from "../../src/errors.ts";
import type { Answer, Request } from "../../src/frameworks/protocol.ts";
import { runPipeline } from "../../src/pipeline/run-pipeline.ts";
import { meterSandbox } from "../../src/runs/meter-sandbox.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { FakeSandbox, type ScriptedAnswers } from "../fakes/fake-sandbox.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import { MemoryStore } from "../fakes/memory-store.ts";
import { ScriptedAuthor } from "../fakes/scripted-author.ts";
import { aCandidate, aFinding, everyLineOf, failed, passed, SOURCE } from "./builders.ts";
import { aSymbol, aTarget } from "./targets.ts";

const FILE = "tests/test_price_spec.py";
const CASE = `${FILE}::test_a`;
const before = {
  "pyproject.toml": "[project]\nname = 'durations'\n",
  [SOURCE]: "def parse_duration(text):\n    return 1\n",
  "tests/test_old.py": "",
};
const after = { ...before, [SOURCE]: "def parse_duration(text):\n    return 1 + 1\n" };
const variationResult = (
  id: string,
  outcomes: Answer<"run">["variations"][number]["outcomes"],
): Answer<"run">["variations"][number] => ({
  id,
  status: "finished",
  reason: null,
  outcomes,
  collected: outcomes.length,
  executed: outcomes.length,
  collection_errors: [],
  seconds: 0.1,
});

/** A world in which the one candidate passes on the head, fails on the base and kills every mutant. */
function world(answers: ScriptedAnswers = {}, way: Partial<ConstructorParameters<typeof ScriptedAuthor>[0]> = {}) {
  const forge = new MemoryForge({ main: before, feature: after });
  const store = new MemoryStore();
  const clock = new FixedClock();
  const told: Omit<RunEvent, "run_id" | "at">[] = [];
  let base_sha = "";
  const sandbox = new FakeSandbox({
    inspect: {
      symbols: [aSymbol("parse_duration", { changed_lines: [2], is_new: false })],
      dependencies: [],
      executable: [{ path: SOURCE, lines: [2] }],
      project: {
        source_roots: ["."],
        test_dirs: ["tests"],
        test_style: "functions",
        fixtures: [],
        language_version: "3.12",
        framework_version: "8",
      },
      all_symbols: [],
      problems: [],
    },
    check: { findings: [], cases: [{ case: CASE, name: "test_a", path: FILE, line: 4 }] },
    run: ({ select, variations }: Request<"run">, { tree, overlay }) => {
      clock.advance(1);
      const is_red = tree.sha === base_sha && overlay.some((file) => file.source.includes("assert"));
      const own = select.some((one) => one.startsWith(FILE)) ? [is_red ? failed(CASE) : passed(CASE)] : [];
      const covered = own.map((outcome) => ({
        case: outcome.case,
        lines: [{ path: SOURCE, lines: [2] }, everyLineOf(FILE)],
        arcs: [],
      }));
      return { variations: variations.map(({ id }) => variationResult(id, own)), coverage: { cases: covered, imports: [] } };
    },
    mutate: ({ mutants, groups }: Request<"mutate">) => ({
      mutants: mutants.map(({ id }) => ({
        id,
        status: "ran" as const,
        reason: null,
        results: groups.some((group) => group.id === "candidate")
          ? [{ group: "candidate", case: CASE, result: "killed-by-assertion" as const, exception: "AssertionError" }]
          : [],
      })),
      baseline: groups.some((group) => group.id === "candidate") ? [{ group: "candidate", outcome: passed(CASE) }] : [],
    }),
    ...answers,
  });
  const source = "from durations.text import parse_duration\n\n\ndef test_a():\n    assert parse_duration('x') == 2\n";
  const author = new ScriptedAuthor({
    plan: { targets: [aTarget({ test_path: FILE })], untestable: [] },
    drafts: [
      ({ id, test_path }) => ({
        status: "written",
        candidate: aCandidate(["test_a"], { target: id, path: test_path, source }),
      }),
    ],
    ...way,
  });
  const events = (event: (typeof told)[number]) => void told.push(event);
  const start = async (overrides: Partial<Handover> = {}, signal = new AbortController().signal) => {
    const handover = aHandover({ delivery: "commit", ...overrides });
    ({ base_sha } = await forge.pin(aHandover()));
    const ports = { forge, store, clock, author, sandbox: meterSandbox(sandbox), events };
    return runPipeline({ id: "run-1", handover, commit_flagged: true, parallel: 2 }, ports, signal);
  };
  return { forge, store, sandbox, author, told, start };
}

test("a change goes in, a commit with a proven test and its report come out", async () => {
  const { forge, start } = world();
  const report = await start();
  expect(Report.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
  expect(report.tests).toMatchObject([{ name: "test_a", file: FILE, verdict: { kind: "accept" } }]);
  expect(report.tests[0]?.evidence).toMatchObject({
    head: { status: "measured", value: { runs: expect.any(Number), outcome: { status: "passed" } } },
    base: { status: "measured", value: { result: "red" } },
    mutation: { status: "measured", value: { kills: expect.arrayContaining([expect.any(String)]) } },
    relevance: { status: "not-measured" },
  });
  const [commit] = forge.branches.get("feature") ?? [];
  expect(report.git.commit_sha).toBe(commit?.commit_sha);
  expect(Object.keys(commit?.files ?? {})).toEqual([FILE]);
});

test("every stage says when it starts and ends, in order, and its seconds are in the report", async () => {
  const { told, start } = world();
  const report = await start();
  const stages = ["snapshot", "plan", "generate", "execute", "evaluate", "triage", "publish"];
  const seen = (event: string) => told.filter((one) => one.event === event).map((one) => one.stage);
  expect(seen("stage-started")).toEqual(stages);
  expect(seen("stage-finished")).toEqual(stages);
  expect(Object.keys(report.timings)).toEqual(stages);
  expect(report.timings.execute).toBeGreaterThan(0);
});

test("a run that is taken up again repeats no finished step", async () => {
  const { store, sandbox, author, forge, start } = world();
  const first = await start();
  const asked = sandbox.requests.length;
  expect([...store.steps.keys()]).toEqual(
    ["snapshot", "plan", "generate:target-1", "execute:target-1", "evaluate:target-1", "triage", "commit"].map(
      (step) => `run-1/${step}`,
    ),
  );
  const again = await start();
  expect(sandbox.requests).toHaveLength(asked);
  expect(author.asked).toHaveLength(1);
  expect(again.tests).toEqual(first.tests);
  expect(forge.branches.get("feature")).toHaveLength(1);
});

test("a run that broke off in the middle goes on where it was", async () => {
  const { store, sandbox, start } = world();
  await start();
  const before = sandbox.asked("inspect").length;
  for (const step of ["evaluate:target-1", "triage", "commit"]) store.steps.delete(`run-1/${step}`);
  expect((await start()).tests).toHaveLength(1);
  expect(sandbox.asked("inspect")).toHaveLength(before);
});

test("a stopped run throws the reason of the stop and commits nothing", async () => {
  const controller = new AbortController();
  const { forge, start } = world({
    check: () => {
      controller.abort(new Error("Ctrl-C"));
      return { status: "crashed", seconds: 0, reason: "the run was stopped" };
    },
  });
  await expect(start({}, controller.signal)).rejects.toThrow("Ctrl-C");
  expect(forge.branches.size).toBe(0);
});

test("a mistake of the person comes out word for word", async () => {
  await expect(world().start({ head_ref: "nowhere" })).rejects.toThrow(
    new UserError('There is no branch, tag or commit "nowhere".'),
  );
});

test("tests that could not be run are reported as not run, and nothing is committed", async () => {
  const { forge, start } = world({ run: () => ({ status: "crashed", seconds: 0, reason: "the engine is gone" }) });
  const report = await start();
  expect(report.tests).toEqual([]);
  expect(report.dropped).toMatchObject([{ name: "test_a", dropped_because: "not-run" }]);
  expect(JSON.stringify(report.dropped)).toContain("the engine is gone");
  expect(forge.branches.size).toBe(0);
});

describe("more rounds", () => {
  const second = aTarget({ id: "target-1#2", test_path: "tests/test_price_spec_2.py" });

  test("are worked on while the author proposes targets for what is open, and each target is a step", async () => {
    const { author, store, start } = world({}, { rounds: ({ round }) => (round === 1 ? [second] : []) });
    const report = await start();
    expect(author.gaps).toMatchObject([
      { round: 1, targets: [{ id: "target-1" }], survivors: [], uncovered: [] },
      { round: 2, targets: [{ id: "target-1" }, { id: "target-1#2" }], gained: 0 },
    ]);
    expect([...store.steps.keys()]).toEqual(
      expect.arrayContaining(["run-1/plan:2", "run-1/generate:target-1#2", "run-1/plan:3"]),
    );
    expect(report.authoring).toMatchObject({ rounds: 2, stuck: ["target-1#2"] });
    expect(report.test_plan.phases.flatMap((phase) => phase.subtasks).map(({ id, status }) => [id, status])).toEqual([
      ["target-1", "completed"],
      ["target-1#2", "stuck"],
    ]);
    expect(report.tests).toHaveLength(1);
  });

  test("end after three, whatever the author proposes", async () => {
    const again = ({ round }: { round: number }) => [{ ...second, id: `t${round}`, test_path: `tests/test_${round}.py` }];
    const { author, start } = world({}, { rounds: again });
    expect((await start()).authoring.rounds).toBe(4);
    expect(author.gaps).toHaveLength(3);
  });

  test("do not write where a target already does, or where tests may not be", async () => {
    const taken = [second, { ...second, id: "b", test_path: FILE }, { ...second, id: "c", test_path: ".github/workflows/x.yml" }];
    const { told, start } = world({}, { rounds: ({ round }) => (round === 1 ? taken : []) });
    await start();
    const notes = told.filter(({ event, stage }) => event === "note" && stage === "plan").map(({ item }) => item);
    expect(notes).toEqual([expect.stringContaining(`${FILE} is taken`), expect.stringContaining("is not a place for tests")]);
  });
});

test("targets are planned anew twelve times in a run and no more; those without a draft that stands are named", async () => {
  const targets = Array.from({ length: 7 }, (_, nth) => aTarget({ id: `t${nth}`, test_path: `tests/test_${nth}.py` }));
  const finding = aFinding({ kind: "import", severity: "high", message: "there is no `price`" });
  const rounds = ({ round }: { round: number }) =>
    round === 1 ? [aTarget({ id: "late", test_path: "tests/test_late.py" })] : [];
  const script = { plan: { targets, untestable: [] }, replan: (target: Target) => target, rounds };
  const { forge, start } = world({ check: { findings: [finding], cases: [] } }, script);
  const report = await start();
  expect(report.authoring).toEqual({
    rounds: 2,
    repairs: 2 * (8 + 12),
    replans: 12,
    stuck: [...targets.map(({ id }) => id), "late"],
  });
  expect(report.lane_results.unit).toMatchObject({ hallucination_replans: 12, tests_accepted: 0 });
  expect(new Set(report.dropped.map(({ verdict }) => verdict.rule))).toEqual(new Set(["3-hallucination"]));
  expect(forge.branches.size).toBe(0);
});
