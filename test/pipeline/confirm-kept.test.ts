import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/domain/outcome.ts";
import { frameworkById } from "../../src/frameworks/index.ts";
import type { Answer } from "../../src/frameworks/protocol.ts";
import { type TriageInput, triage } from "../../src/pipeline/6-triage/triage.ts";
import { confirmKept } from "../../src/pipeline/confirm-kept.ts";
import { aHandover } from "../fakes/a-handover.ts";
import { FakeSandbox, type ScriptedAnswers } from "../fakes/fake-sandbox.ts";
import { MemoryForge } from "../fakes/memory-forge.ts";
import {
  aBaseline,
  aCandidate,
  aJudged,
  aSnapshot,
  FILE,
  failed,
  goodEvidence,
  passed,
  signal,
  standing,
  timedOut,
} from "./builders.ts";

const forge = new MemoryForge({ main: {}, feature: { "a.py": "" } });
const snapshot = aSnapshot(await forge.pin(aHandover()));
const never = new AbortController().signal;
const [a, b] = [`${FILE}::test_a`, `${FILE}::test_b`];

type Input = Omit<TriageInput, "confirmed">;

function killing(name: string, ...mutants: string[]) {
  return aJudged(name, {
    evidence: goodEvidence({ base: signal.base("passes"), mutation: signal.mutation(mutants), coverage: signal.coverage([]) }),
  });
}

/** `test_a` and `test_b`, each kept for a mutant of its own. */
function input(of = snapshot, judged = [killing("test_a", "m1"), killing("test_b", "m2")]): Input {
  return {
    run_id: "run-1",
    handover: aHandover(),
    snapshot: of,
    plan: { targets: [], untestable: [] },
    generated: [standing(aCandidate(judged.map((one) => one.name)))],
    judged,
    status: "done",
    author: "explorer",
    timings: {},
    sandbox_seconds: 0,
    warnings: [],
    commit_flagged: true,
    framework: frameworkById("pytest"),
  };
}

function finished(...outcomes: Outcome[]): Answer<"run"> {
  const result = { status: "finished" as const, reason: null, collection_errors: [], seconds: 0.1 };
  return {
    variations: [{ id: "as-committed", ...result, outcomes, collected: outcomes.length, executed: outcomes.length }],
    coverage: null,
  };
}

async function confirm(run: ScriptedAnswers["run"], of: Input = input()) {
  const sandbox = new FakeSandbox(run === undefined ? {} : { run });
  const report = await confirmKept(of, { sandbox, forge, events: () => {} }, never);
  return { report, sandbox };
}

/** Each test that stands in the files passes, but for these. */
function passingBut(...bad: string[]): ScriptedAnswers["run"] {
  return (_, { overlay }) => {
    const names = overlay.flatMap(({ source }) => [...source.matchAll(/^def (test_\w+)/gm)].map((match) => match[1] ?? ""));
    return finished(...names.map((name) => (bad.includes(name) ? failed(`${FILE}::${name}`) : passed(`${FILE}::${name}`))));
  };
}

const names = (tests: { name: string }[]) => tests.map((one) => one.name);

describe("kept tests that pass as they will be committed", () => {
  test("stay, and their ledger rows are done", async () => {
    const { report } = await confirm(finished(passed(a), passed(b)));
    expect(report.tests.map((test) => test.name)).toEqual(["test_a", "test_b"]);
    expect(report.ledger.map((row) => row.status)).toEqual(["done", "done"]);
    expect(report.files).toEqual(triage({ ...input(), confirmed: false }).files);
  });

  test("ran from the rebuilt files on the head, beside the existing suite", async () => {
    const { report, sandbox } = await confirm(finished(passed(a), passed(b)));
    expect(sandbox.requests[0]?.overlay).toEqual(report.files);
    expect(sandbox.requests[0]?.tree.sha).toBe(snapshot.head_sha);
    expect(sandbox.asked("run")[0]).toMatchObject({ select: [FILE], variations: [{ with_suite: ["tests"] }] });
  });

  test("may be parametrised: all their cases count", async () => {
    const { report } = await confirm(finished(passed(`${a}[a::b]`), passed(`${a}[[x]]`), passed(b)));
    expect(report.tests).toHaveLength(2);
  });
});

describe("a kept test that does not pass as it will be committed", () => {
  test("is dropped with the reason, its file rebuilt and run again", async () => {
    const { report, sandbox } = await confirm((_, { overlay }) =>
      overlay[0]?.source.includes("test_b") ? finished(passed(a), failed(b, { message: "assert 1 == 2" })) : finished(passed(a)),
    );
    expect(report.tests.map((test) => test.name)).toEqual(["test_a"]);
    expect(report.dropped).toMatchObject([
      {
        name: "test_b",
        dropped_because: "rejected",
        verdict: { kind: "reject", reasons: ["does not pass as it will be committed: AssertionError: assert 1 == 2"] },
      },
    ]);
    expect(report.files[0]?.source).not.toContain("test_b");
    expect(sandbox.requests).toHaveLength(2);
    expect(report.ledger).toMatchObject([{ selector: "test_a", status: "done" }]);
  });

  test("takes its numbers with it", async () => {
    const { report } = await confirm((_, { overlay }) =>
      overlay[0]?.source.includes("test_b") ? finished(passed(a), timedOut(b)) : finished(passed(a)),
    );
    expect(report.lane_results["unit"]).toMatchObject({
      tests_generated: 2,
      tests_accepted: 1,
      tests_rejected: 1,
      mutants: { killed_after: 1, survived: 2 },
    });
    expect(report.survivors.map((mutant) => mutant.id)).toEqual(["m2", "m3"]);
  });

  test("because nothing of it was collected, is dropped too", async () => {
    const { report } = await confirm(finished(passed(a)));
    expect(report.dropped[0]?.verdict.reasons).toEqual(["does not pass as it will be committed: it was not collected"]);
  });

  test("because one of its cases failed, is dropped", async () => {
    const { report } = await confirm((_, { overlay }) =>
      overlay[0]?.source.includes("test_a") ? finished(passed(`${a}[1]`), failed(`${a}[2]`), passed(b)) : finished(passed(b)),
    );
    expect(report.tests.map((test) => test.name)).toEqual(["test_b"]);
  });

  test("and fails with everything else leaves nothing", async () => {
    const { report } = await confirm(finished(failed(a), failed(b)));
    expect(report).toMatchObject({ tests: [], files: [], ledger: [] });
  });
});

describe("the machinery", () => {
  test("that fails beside the suite leaves the tests a run of their own, and the report says so", async () => {
    const { report } = await confirm(({ variations }) =>
      variations[0]?.with_suite.length === 0 ? finished(passed(a), passed(b)) : { status: "timed-out", seconds: 90 },
    );
    expect(report.tests).toHaveLength(2);
    expect(report.warnings).toEqual(["The kept tests were confirmed without the existing suite: run: stopped after 90 s"]);
  });

  test("that fails without the suite too leaves no test: what was not seen to pass is not committed", async () => {
    const { report } = await confirm(() => ({ status: "crashed", seconds: 1, reason: "the engine is gone" }));
    expect(report).toMatchObject({ tests: [], files: [] });
    expect(report.dropped.map((test) => [test.dropped_because, test.verdict.kind])).toEqual([
      ["not-run", "not-run"],
      ["not-run", "not-run"],
    ]);
  });

  test("is asked once when there is no suite", async () => {
    const alone = { ...snapshot, baseline: aBaseline({ status: "empty" }) };
    const { sandbox } = await confirm(() => ({ status: "crashed", seconds: 1, reason: "gone" }), input(alone));
    expect(sandbox.requests).toHaveLength(1);
  });

  test("is not asked when nothing is kept", async () => {
    const { report, sandbox } = await confirm(undefined, input(snapshot, []));
    expect(report).toMatchObject({ tests: [], files: [] });
    expect(sandbox.requests).toEqual([]);
  });
});

describe("a test that was not kept because of another", () => {
  const subsumed = input(snapshot, [killing("test_all", "m1", "m2"), killing("test_one", "m1"), killing("test_two", "m2")]);

  test("comes back when that one does not pass as it will be committed, and is confirmed in its turn", async () => {
    const { report, sandbox } = await confirm(passingBut("test_all"), subsumed);
    expect(names(report.tests)).toEqual(["test_one", "test_two"]);
    expect(report.dropped.map((one) => [one.name, one.dropped_because])).toEqual([["test_all", "rejected"]]);
    expect(report.lane_results["unit"]).toMatchObject({ mutants: { killed_after: 2 } });
    expect(report.ledger.map((row) => row.status)).toEqual(["done", "done"]);
    expect(sandbox.requests).toHaveLength(2);
  });

  test("stays out while that one passes", async () => {
    const { report } = await confirm(passingBut(), subsumed);
    expect(names(report.tests)).toEqual(["test_all"]);
    expect(report.dropped.map((one) => one.dropped_because)).toEqual(["subsumed", "subsumed"]);
  });

  test("comes back when only the limit kept it out", async () => {
    const limited = { ...input(), handover: aHandover({ max_tests: 1 }) };
    expect(names((await confirm(passingBut(), limited)).report.tests)).toEqual(["test_a"]);
    expect(names((await confirm(passingBut("test_a"), limited)).report.tests)).toEqual(["test_b"]);
  });

  test("is not run for ever: when the kept tests change too often none is kept", async () => {
    const many = ["test_a", "test_b", "test_c", "test_d", "test_e", "test_f", "test_g"];
    const one_by_one = input(
      snapshot,
      many.map((name) => killing(name, "m1")),
    );
    const { report, sandbox } = await confirm(passingBut(...many), one_by_one);
    expect(report).toMatchObject({ tests: [], files: [] });
    expect(sandbox.requests).toHaveLength(5);
    expect(report.dropped.map((dropped) => dropped.dropped_because)).toEqual([
      ...many.slice(0, 5).map(() => "rejected"),
      "not-run",
      "not-run",
    ]);
  });
});

test("a file that runs a test nobody kept is not committed, nor is anything else of it", async () => {
  const stranger = passed(`${FILE}::test_inherited`);
  const { report } = await confirm(finished(passed(a), passed(b), stranger));
  expect(report).toMatchObject({ tests: [], files: [] });
  expect(report.dropped[0]?.verdict.reasons).toEqual([
    "could not be confirmed as it will be committed: its file can not be had without test_inherited, which is not kept",
  ]);
});

test("a flagged test is run with the comment that flags it", async () => {
  const flag = { kind: "flag" as const, rule: "11-flag", reasons: ["makes 3 mocks"] };
  const flagged = input(snapshot, [{ ...killing("test_a", "m1"), verdict: flag }]);
  const { report, sandbox } = await confirm(finished(passed(a)), flagged);
  expect(report.files[0]?.source).toContain("# tfactory: flagged, makes 3 mocks\ndef test_a():");
  expect(sandbox.requests[0]?.overlay).toEqual(report.files);
});
