import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/domain/outcome.ts";
import type { Report, ReportedTest } from "../../src/domain/report.ts";
import { InfrastructureError, UserError } from "../../src/errors.ts";
import type { Answer, Request } from "../../src/frameworks/protocol.ts";
import { replayReport } from "../../src/pipeline/replay-report.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { aReport } from "../fakes/a-report.ts";
import { aDropped, aReported } from "../fakes/a-reported-test.ts";
import { FakeSandbox, type ScriptedAnswers } from "../fakes/fake-sandbox.ts";
import { FixedClock } from "../fakes/fixed-clock.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import { aMutant, FILE, failed, goodEvidence, passed, SOURCE, signal } from "./builders.ts";

const before = { "pyproject.toml": "", [SOURCE]: "DAY = 1\n" };
const after = { ...before, [SOURCE]: "DAY = 8 * 60 * 60\n" };
const forge = new MemoryForge({ main: before, feature: after });
const { base_sha, head_sha } = await forge.pin(aHandover());
const never = new AbortController().signal;
const [a, b, bug] = [`${FILE}::test_a`, `${FILE}::test_b`, `${FILE}::test_bug`];

const mutants = [
  aMutant("m1", 1, { start: 6, end: 12, original: "8 * 60", replacement: "8 + 60" }),
  aMutant("m2", 1, { start: 6, end: 7, original: "8", replacement: "9" }),
  aMutant("m3", 1, { start: 15, end: 17, original: "60", replacement: "61" }),
];

/** A kept test that is RED on the base and kills these. */
function kept(name: string, kills: string[], overrides: Partial<ReportedTest> = {}): ReportedTest {
  const evidence = goodEvidence({ base: signal.base("red"), mutation: signal.mutation(kills) });
  return aReported({ name, file: FILE, evidence, ...overrides });
}

const suspected = aReported({
  name: "test_bug",
  file: FILE,
  evidence: goodEvidence({ head: signal.head(0, failed(bug)), base: signal.base("cannot-load"), mutation: signal.mutation([]) }),
  verdict: { kind: "suspected-bug", rule: "4-suspected-bug", reasons: [] },
});

function report(overrides: Partial<Report> = {}): Report {
  return aReport({
    base_sha,
    head_sha,
    tests: [kept("test_a", ["m1", "m2"]), kept("test_b", ["m3"])],
    suspected_bugs: [suspected],
    dropped: [{ ...aDropped("subsumed"), name: "test_gone" }],
    mutants,
    files: [{ path: FILE, source: "kept" }],
    bug_files: [{ path: FILE, source: "bug" }],
    ...overrides,
  });
}

function ran(outcomes: Outcome[], overrides: Partial<Answer<"run">["variations"][number]> = {}): Answer<"run"> {
  const counts = { collected: outcomes.length, executed: outcomes.length };
  const result = { id: "default", status: "finished" as const, reason: null, collection_errors: [], seconds: 0.1 };
  return { variations: [{ ...result, ...counts, outcomes, ...overrides }], coverage: null };
}

const importError = { path: FILE, kind: "import" as const, exception: "ImportError", message: "cannot import name 'f'" };

/** The runner's answer to `mutate`: every case asked for kills what it is said to kill and lets the rest live. */
function killing(kills: Record<string, string[]>) {
  return ({ mutants, groups }: Request<"mutate">): Answer<"mutate"> => {
    const cases = groups.flatMap((group) => group.select);
    return {
      mutants: mutants.map(({ id }) => ({
        id,
        status: "ran",
        reason: null,
        results: cases.map((name) => ({
          group: "candidate",
          case: name,
          result: kills[name]?.includes(id) ? "killed-by-assertion" : "survived",
          exception: null,
        })),
      })),
      baseline: cases.map((name) => ({ group: "candidate", outcome: passed(name) })),
    };
  };
}

/** A world in which everything the report claims is so. */
const asClaimed: ScriptedAnswers = {
  run: (_, { tree, overlay }) => {
    const is_bug = overlay[0]?.source === "bug";
    if (tree.sha === head_sha) return is_bug ? ran([failed(bug)]) : ran([passed(a), passed(b)]);
    return is_bug ? ran([], { collection_errors: [importError] }) : ran([failed(a), failed(b)]);
  },
  mutate: killing({ [a]: ["m1", "m2"], [b]: ["m3"] }),
};

async function replay(answers: ScriptedAnswers = {}, names: string[] = [], of = report()) {
  const sandbox = new FakeSandbox({ ...asClaimed, ...answers });
  const ports = { forge, sandbox, clock: new FixedClock(), events: () => undefined };
  const replay = await replayReport(of, names, ports, never);
  const rechecks = Object.fromEntries(replay.tests.map((one) => [one.name, one.rechecks]));
  const statuses = replay.tests.flatMap((one) => one.rechecks.map((recheck) => recheck.status));
  return { replay, rechecks, statuses, sandbox };
}

describe("a report whose claims are so", () => {
  test("is seen again, claim by claim", async () => {
    const { rechecks } = await replay();
    expect(rechecks).toEqual({
      test_a: [
        { says: "passes on the head", status: "again" },
        { says: "fails on the base", status: "again" },
        { says: "kills 2 mutants of the changed lines by an assertion", status: "again" },
      ],
      test_b: [
        { says: "passes on the head", status: "again" },
        { says: "fails on the base", status: "again" },
        { says: "kills 1 mutant of the changed lines by an assertion", status: "again" },
      ],
      test_bug: [
        { says: "fails on the head by its assertion", status: "again" },
        { says: "cannot be loaded on the base", status: "again" },
      ],
    });
  });

  test("names the mutants each test killed again", async () => {
    const { replay: done } = await replay();
    expect(done.tests.map((one) => one.killed.map((mutant) => mutant.id))).toEqual([["m1", "m2"], ["m3"], []]);
  });

  test("is run from the report's own files, on its own commits, in the head's environment", async () => {
    const { sandbox } = await replay();
    expect(sandbox.prepared.map(({ tree }) => tree.sha)).toEqual([head_sha]);
    expect(sandbox.requests.map(({ verb, tree, overlay }) => [verb, tree.sha, overlay[0]?.source])).toEqual([
      ["run", head_sha, "kept"],
      ["run", base_sha, "kept"],
      ["run", head_sha, "bug"],
      ["run", base_sha, "bug"],
      ["mutate", head_sha, "kept"],
    ]);
  });

  test("may have parametrised tests: all their cases count", async () => {
    const [one, two] = [`${a}[1]`, `${a}[2]`];
    const run: ScriptedAnswers["run"] = (_, { tree }) =>
      tree.sha === head_sha ? ran([passed(one), passed(two)]) : ran([failed(one), passed(two)]);
    const { statuses } = await replay({ run, mutate: killing({ [one]: ["m1"], [two]: ["m2"] }) }, ["test_a"]);
    expect(statuses).toEqual(["again", "again", "again"]);
  });
});

describe("one named test", () => {
  test("is replayed alone, under exactly the mutants it claims to kill", async () => {
    const { rechecks, sandbox } = await replay({}, ["test_a"]);
    expect(Object.keys(rechecks)).toEqual(["test_a"]);
    const [asked] = sandbox.asked("mutate");
    expect(asked?.mutants.map((mutant) => mutant.id)).toEqual(["m1", "m2"]);
    expect(asked?.groups.flatMap((group) => group.select)).toEqual([a]);
  });

  test("may be named with its file, or be a suspected bug", async () => {
    expect(Object.keys((await replay({}, [b])).rechecks)).toEqual(["test_b"]);
    expect(Object.keys((await replay({}, ["test_bug"])).rechecks)).toEqual(["test_bug"]);
  });

  test("that is not there is told with the nearest name", async () => {
    await expect(replay({}, ["test_bugs"])).rejects.toThrow(
      new UserError("This report has no kept test or suspected bug test_bugs. Did you mean test_bug?"),
    );
  });

  test("that was dropped has no claims", async () => {
    await expect(replay({}, ["test_gone"])).rejects.toThrow(
      new UserError("test_gone was dropped (subsumed), so the report claims nothing of it."),
    );
  });
});

describe("a claim is not seen again", () => {
  test("when the test fails on the head, and then it kills nothing either", async () => {
    const run: ScriptedAnswers["run"] = (_, { tree }) => ran([tree.sha === head_sha ? failed(a) : failed(a)]);
    const { rechecks, sandbox } = await replay({ run }, ["test_a"]);
    expect(rechecks.test_a).toMatchObject([
      { status: "not-again", reason: "AssertionError: assert 57600 == 172800" },
      { status: "again" },
      {
        status: "not-again",
        reason: expect.stringContaining("2 of 2 not, durations/text.py:1: the test does not pass on the head"),
      },
    ]);
    expect(sandbox.asked("mutate")).toEqual([]);
  });

  test("when the base does something else", async () => {
    const { rechecks } = await replay({ run: () => ran([passed(a), passed(b)]) }, ["test_a"]);
    expect(rechecks.test_a?.[1]).toEqual({ says: "fails on the base", status: "not-again", reason: "it passes on the base" });
  });

  test("when the suspected bug passes, or fails otherwise than by its assertion", async () => {
    const passes = await replay({ run: () => ran([passed(bug)]) }, ["test_bug"]);
    expect(passes.statuses[0]).toBe("not-again");
    const breaks = await replay({ run: () => ran([failed(bug, { kind: "error", exception: "KeyError" })]) }, ["test_bug"]);
    expect(breaks.statuses[0]).toBe("not-again");
  });

  test("when a mutant survives, dies by an error, hangs or is not reached", async () => {
    const results = ["survived", "killed-by-error", "timed-out"] as const;
    for (const result of results) {
      const mutate: ScriptedAnswers["mutate"] = (body) => ({
        mutants: body.mutants.map(({ id }) => ({
          id,
          status: "ran",
          reason: null,
          results: [{ group: "candidate", case: b, result, exception: null }],
        })),
        baseline: [{ group: "candidate", outcome: passed(b) }],
      });
      expect((await replay({ mutate }, ["test_b"])).statuses, result).toEqual(["again", "again", "not-again"]);
    }
    const unreached: ScriptedAnswers["mutate"] = (body) => ({
      mutants: body.mutants.map(({ id }) => ({ id, status: "ran", reason: null, results: [] })),
      baseline: [{ group: "candidate", outcome: passed(b) }],
    });
    expect((await replay({ mutate: unreached }, ["test_b"])).rechecks.test_b?.[2]).toMatchObject({
      reason: "1 of 1 not, durations/text.py:1: the test does not reach it",
    });
  });

  test("when the framework collects nothing of the test", async () => {
    const { rechecks } = await replay({ run: () => ran([passed(b)]) }, ["test_a"]);
    expect(rechecks.test_a?.[0]).toMatchObject({ status: "not-again", reason: "the framework collected no case of it" });
  });
});

describe("a report that was tampered with", () => {
  test("can not have another text shown as the mutant than what is replaced", async () => {
    const of = report({ mutants: mutants.map((mutant) => ({ ...mutant, original: "24 * 60" })) });
    const { rechecks, sandbox } = await replay({}, ["test_a"], of);
    expect(rechecks.test_a?.[2]).toMatchObject({
      status: "not-again",
      reason: expect.stringContaining("the head has another text"),
    });
    expect(sandbox.asked("mutate")).toEqual([]);
  });

  test("can not claim a mutant of a line nobody changed, or one it does not describe", async () => {
    const unchanged = report({ mutants: mutants.map((mutant) => ({ ...mutant, line: 2 })) });
    expect((await replay({}, ["test_b"], unchanged)).statuses).toEqual(["again", "again", "not-again"]);
    expect((await replay({}, ["test_b"], report({ mutants: [] }))).statuses).toEqual(["again", "again", "not-again"]);
  });

  test.each([
    ["takes the place of the product", SOURCE, "a file of this name is never run"],
    ["takes the place of the configuration", "tests/conftest.py", "a file of this name is never run"],
    ["is not in the report", "tests/test_other.py", "its source is not in the report"],
  ])("has no test run whose file %s", async (_what, path, reason) => {
    const of = report({
      tests: [kept("test_a", ["m1"], { file: path })],
      files: [{ path: path === "tests/test_other.py" ? FILE : path, source: "kept" }],
    });
    const { rechecks, sandbox } = await replay({}, ["test_a"], of);
    expect(rechecks.test_a?.map((one) => one.status)).toEqual(["not-again", "not-again", "not-again"]);
    expect(rechecks.test_a?.[0]).toMatchObject({ reason });
    expect(sandbox.requests).toEqual([]);
  });

  test("never comes out without a claim, whatever it says was measured", async () => {
    const of = report({ tests: [aReported({ name: "test_a", file: FILE })] });
    expect((await replay({ run: () => ran([failed(a)]) }, ["test_a"], of)).statuses).toEqual(["not-again"]);
  });
});

describe("the machinery", () => {
  test("that fails on the head leaves every claim not run", async () => {
    const { statuses } = await replay({ run: () => ({ status: "timed-out", seconds: 90 }) }, ["test_a"]);
    expect(statuses).toEqual(["not-run", "not-run", "not-run"]);
  });

  test("that fails on the base or under the mutants leaves that claim not run", async () => {
    const crash = { status: "crashed" as const, seconds: 1, reason: "out of disk" };
    const run: ScriptedAnswers["run"] = (_, { tree }) => (tree.sha === head_sha ? ran([passed(a), passed(b)]) : crash);
    expect((await replay({ run }, ["test_a"])).statuses).toEqual(["again", "not-run", "again"]);
    expect((await replay({ mutate: () => crash }, ["test_a"])).statuses).toEqual(["again", "again", "not-run"]);
  });

  test("that can not install the dependencies ends the replay", async () => {
    const sandbox = new FakeSandbox(asClaimed, { status: "failed", reason: "no such package", log_tail: "" });
    const ports = { forge, sandbox, clock: new FixedClock(), events: () => undefined };
    await expect(replayReport(report(), [], ports, never)).rejects.toThrow(InfrastructureError);
  });
});

test("a commit that is not in the repository is wrong use", async () => {
  await expect(replay({}, [], report({ base_sha: "c".repeat(40) }))).rejects.toThrow(UserError);
});

test("a report without tests has nothing to replay", async () => {
  await expect(replay({}, [], report({ tests: [], suspected_bugs: [] }))).rejects.toThrow(UserError);
});
