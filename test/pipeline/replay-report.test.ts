import { describe, expect, test } from "vitest";
import type { Evidence } from "../../src/domain/evidence.ts";
import type { Outcome } from "../../src/domain/outcome.ts";
import type { Report, ReportedTest } from "../../src/domain/report.ts";
import { InfrastructureError, UserError } from "../../src/errors.ts";
import type { Answer, Request } from "../../src/frameworks/protocol.ts";
import type { Recheck } from "../../src/pipeline/replay/replay.ts";
import { replayReport } from "../../src/pipeline/replay-report.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { aReport } from "../fakes/a-report.ts";
import { aReported } from "../fakes/a-reported-test.ts";
import { FakeSandbox, type ScriptedAnswers } from "../fakes/fake-sandbox.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import { aFinding, aMutant, everyLineOf, FILE, failed, goodEvidence, passed, SOURCE, signal, VARIATIONS } from "./builders.ts";

const before = { "pyproject.toml": "", [SOURCE]: "DAY = 1\n", "tests/test_old.py": "" };
const after = { ...before, [SOURCE]: "DAY = 8 * 60 * 60\n" };
const forge = new MemoryForge({ main: before, feature: after });
const { base_sha, head_sha } = await forge.pin(aHandover());
const never = new AbortController().signal;

const mutants = [
  aMutant("m1", 1, { start: 6, end: 12, original: "8 * 60", replacement: "8 + 60" }),
  aMutant("m2", 1, { start: 6, end: 7, original: "8", replacement: "9" }),
  aMutant("m3", 1, { start: 15, end: 17, original: "60", replacement: "61" }),
];

/** A test that is green in every run, RED on the base, first on line 1, and kills these. */
function proven(name: string, kills: string[], overrides: Partial<ReportedTest> = {}, evidence: Partial<Evidence> = {}) {
  const runs = VARIATIONS.length;
  const all = goodEvidence({
    executed: signal.executed(runs, runs),
    head: signal.head(runs, passed(`${FILE}::${name}`), runs),
    base: signal.base("red", failed(`${FILE}::${name}`)),
    coverage: signal.coverage([1]),
    mutation: signal.mutation(kills),
    ...evidence,
  });
  return aReported({ name, file: FILE, evidence: all, ...overrides });
}

const suspected = proven(
  "test_bug",
  [],
  { verdict: { kind: "suspected-bug", rule: "4-suspected-bug", reasons: [] }, criteria: ["AC-1"] },
  {
    head: signal.head(0, failed(`${FILE}::test_bug`), VARIATIONS.length),
    base: signal.base("cannot-load"),
    criterion: signal.criterion(["AC-1"]),
  },
);
const weak = {
  ...proven("test_weak", [], {}, { base: signal.base("passes", null), mutation: signal.mutation([], ["m1", "m2"]) }),
  verdict: { kind: "reject" as const, rule: "8-proves-nothing", reasons: [] },
  dropped_because: "rejected" as const,
};

const source = (...names: string[]) => names.map((name) => `def ${name}():\n    assert f("${name}") == 90\n`).join("\n\n");
const criterion = {
  id: "AC-1",
  text: "A bug gives 90: `f() == 90`.",
  origin: "",
  grade: "contradicted" as const,
  reason: "",
  tests: [],
};

function report(overrides: Partial<Report> = {}): Report {
  return aReport({
    base_sha,
    head_sha,
    criteria: [criterion],
    tests: [proven("test_a", ["m1", "m2"]), proven("test_b", ["m3"])],
    suspected_bugs: [suspected],
    dropped: [weak],
    mutants,
    files: [{ path: FILE, source: source("test_a", "test_b") }],
    bug_files: [{ path: FILE, source: source("test_bug") }],
    dropped_files: [{ path: FILE, source: source("test_weak") }],
    ...overrides,
  });
}

/** How the tests of the world do; a world in which everything the report claims is so when nothing is overridden. */
interface World {
  cases: (name: string) => string[];
  head: (name: string, variation: string) => Outcome;
  base: (name: string) => Outcome | "import error";
  stripped: (name: string) => Outcome;
  covers: number[];
  suite_covers: number[];
  kills: Record<string, string[]>;
}
const asClaimed: World = {
  cases: (name) => [name],
  head: (name) => (name.endsWith("test_bug") ? failed(name) : passed(name)),
  base: (name) => (name.endsWith("test_bug") ? "import error" : name.endsWith("test_weak") ? passed(name) : failed(name)),
  stripped: (name) => passed(name),
  covers: [1],
  suite_covers: [],
  kills: { test_a: ["m1", "m2"], test_b: ["m3"] },
};

/** A runner that answers for that world from the files it is given. */
function runnerOf(world: World): ScriptedAnswers {
  const casesIn = (overlay: { path: string; source: string }[]) =>
    overlay.flatMap(({ path, source }) =>
      [...source.matchAll(/^def (test_\w+)/gm)].flatMap(([, name = ""]) =>
        world.cases(name).map((one) => ({ case: `${path}::${one}`, name, path, line: 1 })),
      ),
    );
  const covering = (lines: number[]) => [{ path: SOURCE, lines }];
  return {
    check: (_, { overlay }) => ({ findings: [], cases: casesIn(overlay) }),
    run: ({ variations }, { tree, overlay }) => {
      if (overlay.length === 0) {
        const old = "tests/test_old.py::test_old";
        const covered = { case: old, lines: covering(world.suite_covers), arcs: [] };
        return { variations: [ran("suite", [passed(old)])], coverage: { cases: [covered], imports: [] } };
      }
      const names = casesIn(overlay).map((one) => one.case);
      if (tree.sha === base_sha) {
        const stripped = !overlay.some((file) => file.source.includes("assert"));
        const outcomes = names.map((name) => (stripped ? world.stripped(name) : world.base(name)));
        const loaded = outcomes.flatMap((outcome) => (outcome === "import error" ? [] : [outcome]));
        const errors = loaded.length < outcomes.length ? [importError] : [];
        return { variations: [{ ...ran(variations[0]?.id ?? "", loaded), collection_errors: errors }], coverage: null };
      }
      const cases = names.map((name) => ({ case: name, lines: [...covering(world.covers), everyLineOf(FILE)], arcs: [] }));
      return {
        variations: variations.map(({ id }) =>
          ran(
            id,
            names.map((name) => world.head(name, id)),
          ),
        ),
        coverage: { cases, imports: [] },
      };
    },
    mutate: killing(world.kills),
  };
}

function ran(id: string, outcomes: Outcome[]): Answer<"run">["variations"][number] {
  const counts = { collected: outcomes.length, executed: outcomes.length };
  return { id, status: "finished", reason: null, collection_errors: [], seconds: 0.1, ...counts, outcomes };
}

const importError = { path: FILE, kind: "import" as const, exception: "ImportError", message: "cannot import name 'f'" };

/** The runner's answer to `mutate`: every case asked for kills what its function is said to kill and lets the rest live. */
function killing(kills: Record<string, string[]>) {
  return ({ mutants, groups }: Request<"mutate">): Answer<"mutate"> => {
    const cases = groups.flatMap((group) => group.select);
    const kill = (name: string, id: string) => kills[name.replace(/^.*::|\[.*$/g, "")]?.includes(id);
    return {
      mutants: mutants.map(({ id }) => ({
        id,
        status: "ran",
        reason: null,
        results: cases.map((name) => ({
          group: "candidate",
          case: name,
          result: kill(name, id) ? "killed-by-assertion" : "survived",
          exception: null,
        })),
      })),
      baseline: cases.map((name) => ({ group: "candidate", outcome: passed(name) })),
    };
  };
}

async function replay(world: Partial<World> = {}, names: string[] = [], of = report(), answers: ScriptedAnswers = {}) {
  const sandbox = new FakeSandbox({ ...runnerOf({ ...asClaimed, ...world }), ...answers });
  const ports = { forge, sandbox, clock: new FixedClock(), events: () => undefined };
  const replay = await replayReport(of, names, ports, never);
  const rechecks = Object.fromEntries(replay.tests.map((one) => [one.name, one.rechecks]));
  return { replay, rechecks, sandbox, seen: (name: string) => seenOf(rechecks[name] ?? []) };
}

/** `again`, or the reason, by signal. */
function seenOf(rechecks: Recheck[]) {
  return Object.fromEntries(
    rechecks.map((one) => [one.signal, one.status === "again" ? "again" : `${one.status}: ${one.reason}`]),
  );
}
const ALL_AGAIN = Object.fromEntries(
  ["executed", "asserted", "head", "base", "stability", "coverage", "mutation", "lint"].map((name) => [name, "again"]),
);

describe("a report whose claims are so", () => {
  test("is seen again, signal by signal", async () => {
    const { rechecks } = await replay();
    expect(rechecks.test_a).toEqual([
      { signal: "executed", says: "is collected and runs", status: "again" },
      { signal: "asserted", says: "asserts on the head", status: "again" },
      { signal: "head", says: "passes on the head in every run", status: "again" },
      { signal: "base", says: "fails on the base, and passes there without its assertions", status: "again" },
      {
        signal: "stability",
        says: `gives the same result in ${VARIATIONS.length} runs that differ on purpose`,
        status: "again",
      },
      { signal: "coverage", says: "runs 1 changed line, 1 line and 0 ways between them as the first test", status: "again" },
      { signal: "mutation", says: "kills 2 mutants of the changed lines by an assertion", status: "again" },
      { signal: "lint", says: "has no lint finding and 0 mocks", status: "again" },
    ]);
    expect(seenOf(rechecks.test_b ?? [])).toEqual(ALL_AGAIN);
    expect(rechecks.test_bug?.map(({ says, status }) => [says, status])).toEqual([
      ["is collected and runs", "again"],
      ["asserts on the head", "again"],
      ["fails on the head by its assertion in every run", "again"],
      ["cannot be loaded on the base", "again"],
      [`gives the same result in ${VARIATIONS.length} runs that differ on purpose`, "again"],
      ["runs 1 changed line, 1 line and 0 ways between them as the first test", "again"],
      ["has no lint finding and 0 mocks", "again"],
      ["claims AC-1 and holds every value named there", "again"],
    ]);
  });

  test("names the mutants each test killed again", async () => {
    const { replay: done } = await replay();
    expect(done.tests.map((one) => one.killed.map((mutant) => mutant.id))).toEqual([["m1", "m2"], ["m3"], []]);
  });

  test("is run from the report's own files, on its own commits, in the head's environment", async () => {
    const { sandbox } = await replay();
    expect(sandbox.prepared.map(({ tree }) => tree.sha)).toEqual([head_sha]);
    const kept = source("test_a", "test_b");
    const bug = source("test_bug");
    expect(
      sandbox.requests
        .filter(({ overlay }) => overlay.length > 0)
        .map(({ verb, tree, overlay }) => [verb, tree.sha, overlay[0]?.source]),
    ).toEqual([
      ["check", head_sha, kept],
      ["run", head_sha, kept],
      ["run", base_sha, kept],
      ["run", base_sha, expect.not.stringContaining("assert")],
      ["mutate", head_sha, kept],
      ["check", head_sha, bug],
      ["run", head_sha, bug],
      ["run", base_sha, bug],
    ]);
  });

  test("may have parametrised tests: all their cases count", async () => {
    const cases = (name: string) => [`${name}[1]`, `${name}[2]`];
    expect((await replay({ cases }, ["test_a"])).seen("test_a")).toEqual(ALL_AGAIN);
    const base = (name: string) => (name.endsWith("[1]") ? failed(name) : passed(name));
    expect((await replay({ cases, base }, ["test_a"])).seen("test_a").base).toBe("again");
  });
});

describe("one named test", () => {
  test("is replayed alone, under exactly the mutants it claims to kill", async () => {
    const { rechecks, sandbox } = await replay({}, ["test_a"]);
    expect(Object.keys(rechecks)).toEqual(["test_a"]);
    const [asked] = sandbox.asked("mutate");
    expect(asked?.mutants.map((mutant) => mutant.id)).toEqual(["m1", "m2"]);
    expect(asked?.groups.flatMap((group) => group.select)).toEqual([`${FILE}::test_a`]);
  });

  test("may be named with its file or a case, be a suspected bug or a dropped one", async () => {
    expect(Object.keys((await replay({}, [`${FILE}::test_b[1]`])).rechecks)).toEqual(["test_b"]);
    expect(Object.keys((await replay({}, ["test_bug"])).rechecks)).toEqual(["test_bug"]);
    expect(Object.keys((await replay({}, ["test_weak"])).rechecks)).toEqual(["test_weak"]);
  });

  test("that is not there is told with the nearest name", async () => {
    await expect(replay({}, ["test_bugs"])).rejects.toThrow(
      new UserError(`This report has no test test_bugs. Did you mean ${FILE}::test_bug?`),
    );
  });

  test("that could be several is told with all of them", async () => {
    const other = proven("test_a", [], { file: "tests/test_other_tfactory.py" });
    await expect(replay({}, ["test_a"], report({ tests: [...report().tests, other] }))).rejects.toThrow(
      new UserError(`test_a could be any of these: ${FILE}::test_a, tests/test_other_tfactory.py::test_a.`),
    );
  });
});

describe("what was found against a dropped test", () => {
  test("is seen again", async () => {
    const { rechecks } = await replay({}, ["test_weak"]);
    expect(rechecks.test_weak?.find((one) => one.signal === "mutation")).toEqual({
      signal: "mutation",
      says: "kills none of the 2 mutants it reaches",
      status: "again",
    });
    expect(seenOf(rechecks.test_weak ?? [])).toEqual(ALL_AGAIN);
  });

  test("is not seen again when it kills one after all", async () => {
    const { seen } = await replay({ kills: { test_weak: ["m2"] } }, ["test_weak"]);
    expect(seen("test_weak").mutation).toBe("not-again: it kills durations/text.py:1");
  });

  test("may be that it is flaky", async () => {
    const flaky = {
      ...weak,
      evidence: { ...weak.evidence, head: signal.head(7, failed("x")), stability: signal.stability(["clock"]) },
    };
    const of = report({ dropped: [flaky] });
    const head: World["head"] = (name, variation) => (variation === "clock" ? failed(name) : passed(name));
    expect((await replay({ head }, ["test_weak"], of)).seen("test_weak")).toMatchObject({ head: "again", stability: "again" });
    expect((await replay({}, ["test_weak"], of)).seen("test_weak")).toMatchObject({
      stability: "not-again: every run gave the same this time",
    });
  });

  test("may be a finding, and one that must not run is not run", async () => {
    const finding = aFinding({ rule: "subprocess", kind: "forbidden", severity: "high", case: null });
    const stuck = { ...aReported({ name: "test_weak", file: FILE }), dropped_because: "rejected" as const };
    stuck.evidence = { ...stuck.evidence, lint: signal.lint([finding]) };
    const text = 'import subprocess\n\n\ndef test_weak():\n    assert subprocess.run(["ls"]).returncode == 0\n';
    const of = report({ dropped: [stuck], dropped_files: [{ path: FILE, source: text }] });
    const { rechecks, sandbox } = await replay({}, ["test_weak"], of);
    expect(rechecks.test_weak?.map((one) => one.signal)).toEqual(["lint"]);
    expect(sandbox.requests.filter(({ overlay }) => overlay.length > 0)).toEqual([]);
  });
});

describe("a claim is not seen again", () => {
  test("when the test fails on the head, and then it kills nothing either", async () => {
    const { seen, sandbox } = await replay({ head: (name) => failed(name) }, ["test_a"]);
    expect(seen("test_a")).toMatchObject({
      executed: "again",
      asserted: "again",
      head: "not-again: AssertionError: assert 57600 == 172800",
      base: "again",
      mutation: expect.stringContaining("2 of 2 not, durations/text.py:1: the test does not pass on the head"),
    });
    expect(sandbox.asked("mutate")).toEqual([]);
  });

  test("when one variation gives another result", async () => {
    const head: World["head"] = (name, variation) => (variation === "reversed" ? failed(name) : passed(name));
    const { seen } = await replay({ head }, ["test_a"]);
    expect(seen("test_a")).toMatchObject({
      head: expect.stringMatching(/^not-again/),
      stability: "not-again: it differs in reversed order",
    });
  });

  test("when the base does something else", async () => {
    expect((await replay({ base: (name) => passed(name) }, ["test_a"])).seen("test_a").base).toBe(
      "not-again: it passes on the base",
    );
  });

  test("when the test fails on the base without its assertions too", async () => {
    const { seen } = await replay({ stripped: (name) => failed(name, { kind: "error", exception: "KeyError" }) }, ["test_a"]);
    expect(seen("test_a").base).toMatch(/^not-(again|run): /);
  });

  test("when it does not run the line it claims, or is not the first there", async () => {
    expect((await replay({ covers: [] }, ["test_a"])).seen("test_a").coverage).toBe(
      "not-again: it does not run durations/text.py:1, is not the first on durations/text.py:1",
    );
    expect((await replay({ suite_covers: [1] }, ["test_a"])).seen("test_a").coverage).toBe(
      "not-again: it is not the first on durations/text.py:1",
    );
  });

  test("when its file smells of what the report does not say", async () => {
    const smelly = "import time\n\n\ndef test_a():\n    time.sleep(1)\n    assert f() == 90\n";
    const { seen } = await replay({}, ["test_a"], report({ files: [{ path: FILE, source: smelly }] }));
    expect(seen("test_a").lint).toMatch(/^not-again: it has .*sleep/);
  });

  test("when the value its criterion names is not in it", async () => {
    const of = report({ bug_files: [{ path: FILE, source: source("test_bug").replace("90", "91") }] });
    expect((await replay({}, ["test_bug"], of)).seen("test_bug").criterion).toBe("not-again: it lacks 90");
    expect((await replay({}, ["test_bug"], report({ criteria: [] }))).seen("test_bug").criterion).toBe(
      "not-again: the report has no criterion AC-1",
    );
  });

  test("when the suspected bug passes, or fails otherwise than by its assertion", async () => {
    const { seen } = await replay({ head: (name) => passed(name) }, ["test_bug"]);
    expect(seen("test_bug").head).toBe("not-again: passed");
    const breaks = await replay({ head: (name) => failed(name, { kind: "error", exception: "KeyError" }) }, ["test_bug"]);
    expect(breaks.seen("test_bug").head).toMatch(/^not-again: KeyError/);
  });

  test.each(["survived", "killed-by-error", "timed-out"] as const)("when a mutant %s", async (result) => {
    const b = `${FILE}::test_b`;
    const mutate: ScriptedAnswers["mutate"] = (body) => ({
      mutants: body.mutants.map(({ id }) => ({
        id,
        status: "ran",
        reason: null,
        results: [{ group: "candidate", case: b, result, exception: null }],
      })),
      baseline: [{ group: "candidate", outcome: passed(b) }],
    });
    expect((await replay({}, ["test_b"], report(), { mutate })).seen("test_b").mutation).toMatch(/^not-again: 1 of 1 not/);
  });

  test("when a mutant is not reached", async () => {
    const mutate: ScriptedAnswers["mutate"] = (body) => ({
      mutants: body.mutants.map(({ id }) => ({ id, status: "ran", reason: null, results: [] })),
      baseline: [{ group: "candidate", outcome: passed(`${FILE}::test_b`) }],
    });
    expect((await replay({}, ["test_b"], report(), { mutate })).seen("test_b").mutation).toBe(
      "not-again: 1 of 1 not, durations/text.py:1: the test does not reach it",
    );
  });

  test("when the framework collects nothing of the test", async () => {
    const { seen } = await replay({ cases: (name) => (name === "test_a" ? [] : [name]) }, ["test_a"]);
    expect(seen("test_a")).toMatchObject({ executed: expect.stringMatching(/^not-/), head: expect.stringMatching(/^not-again/) });
  });
});

describe("what can not be replayed", () => {
  test("is named: a run this TFactory does not know, a judge's votes", async () => {
    const { stability } = proven("test_a", []).evidence;
    if (stability.status !== "measured") throw new Error("not measured");
    const more = {
      ...stability.value,
      variations: [...stability.value.variations, { variation: "on-the-moon", outcome: passed("x") }],
    };
    const of = report({
      tests: [
        proven("test_a", ["m1"], {}, { stability: { status: "measured", value: more }, relevance: signal.relevance(["high"]) }),
      ],
    });
    expect((await replay({}, ["test_a"], of)).seen("test_a")).toMatchObject({
      stability: `not-replayed: the same in ${VARIATIONS.length} runs; there was none of these: on-the-moon`,
      relevance: expect.stringMatching(/^not-replayed: votes are an opinion/),
    });
  });
});

describe("a report that was tampered with", () => {
  test("can not have another text shown as the mutant than what is replaced", async () => {
    const of = report({ mutants: mutants.map((mutant) => ({ ...mutant, original: "24 * 60" })) });
    const { seen, sandbox } = await replay({}, ["test_a"], of);
    expect(seen("test_a").mutation).toContain("the head has another text");
    expect(sandbox.asked("mutate")).toEqual([]);
  });

  test("can not claim a mutant or a covered line that nobody changed, or a mutant it does not describe", async () => {
    const unchanged = report({ mutants: mutants.map((mutant) => ({ ...mutant, line: 2 })) });
    expect((await replay({}, ["test_b"], unchanged)).seen("test_b").mutation).toContain("this line was not changed");
    expect((await replay({}, ["test_b"], report({ mutants: [] }))).seen("test_b").mutation).toContain("does not say what");
    const far = report({ tests: [proven("test_a", ["m1"], {}, { coverage: signal.coverage([2]) })] });
    expect((await replay({ covers: [1, 2] }, ["test_a"], far)).seen("test_a").coverage).toContain(
      "does not run durations/text.py:2",
    );
  });

  test.each([
    ["takes the place of the product", SOURCE, "a file of this name is never run"],
    ["takes the place of the configuration", "tests/conftest.py", "a file of this name is never run"],
    ["takes the place of an existing test", "tests/test_old.py", "the head has a file of that name already"],
    ["is not in the report", "tests/test_other.py", "its source is not in the report"],
  ])("has no test run whose file %s", async (_what, path, reason) => {
    const of = report({
      tests: [proven("test_a", ["m1"], { file: path })],
      files: [{ path: path === "tests/test_other.py" ? FILE : path, source: source("test_a") }],
    });
    const { seen, sandbox } = await replay({}, ["test_a"], of);
    expect(new Set(Object.values(seen("test_a")))).toEqual(new Set([`not-again: ${reason}`]));
    expect(sandbox.requests.filter(({ overlay }) => overlay.length > 0)).toEqual([]);
  });

  test("can not pass a suspected bug off as a kept test, or a test that passes as a bug", async () => {
    const as_kept = report({ tests: [suspected], suspected_bugs: [], files: report().bug_files });
    expect((await replay({}, ["test_bug"], as_kept)).seen("test_bug").head).toMatch(/^not-again/);
    const as_bug = report({ tests: [], suspected_bugs: [proven("test_a", ["m1"])], bug_files: report().files });
    expect((await replay({}, ["test_a"], as_bug)).seen("test_a").head).toBe("not-again: passed");
  });

  test("never comes out without a claim for a kept test, whatever it says was measured", async () => {
    const of = report({ tests: [aReported({ name: "test_a", file: FILE })] });
    const { rechecks } = await replay({ head: (name) => failed(name) }, ["test_a"], of);
    expect(rechecks.test_a?.map((one) => one.status)).toEqual(["not-again"]);
  });
});

describe("the machinery", () => {
  const crash = { status: "crashed" as const, seconds: 1, reason: "out of disk" };
  const asked = runnerOf(asClaimed).run;
  const breaking = (when: (sha: string) => boolean): ScriptedAnswers => ({
    run: (body, request) => {
      if (request.overlay.length > 0 && when(request.tree.sha)) return crash;
      return typeof asked === "function" ? asked(body, request) : crash;
    },
  });

  test("that fails on the head leaves every claim not run", async () => {
    const { seen } = await replay(
      {},
      ["test_a"],
      report(),
      breaking((sha) => sha === head_sha),
    );
    expect(Object.values(seen("test_a")).every((one) => one.startsWith("not-run: "))).toBe(true);
  });

  test("that fails on the base or under the mutants leaves that claim not run", async () => {
    const on_base = await replay(
      {},
      ["test_a"],
      report(),
      breaking((sha) => sha === base_sha),
    );
    expect(on_base.seen("test_a")).toEqual({ ...ALL_AGAIN, base: expect.stringMatching(/^not-run/) });
    const under = await replay({}, ["test_a"], report(), { mutate: () => crash });
    expect(under.seen("test_a")).toEqual({ ...ALL_AGAIN, mutation: expect.stringMatching(/^not-run/) });
  });

  test("that can not check a file, or install the dependencies, ends the replay", async () => {
    await expect(replay({}, [], report(), { check: () => crash })).rejects.toThrow(InfrastructureError);
    const sandbox = new FakeSandbox(runnerOf(asClaimed), { status: "failed", reason: "no such package", log_tail: "" });
    const ports = { forge, sandbox, clock: new FixedClock(), events: () => undefined };
    await expect(replayReport(report(), [], ports, never)).rejects.toThrow(InfrastructureError);
  });
});

test("a commit that is not in the repository is wrong use", async () => {
  await expect(replay({}, [], report({ base_sha: "c".repeat(40) }))).rejects.toThrow(UserError);
});

test("a report without kept tests and suspected bugs has nothing to replay", async () => {
  await expect(replay({}, [], report({ tests: [], suspected_bugs: [] }))).rejects.toThrow(UserError);
});
