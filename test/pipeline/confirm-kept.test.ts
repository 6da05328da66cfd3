import { describe, expect, test } from "vitest";
import type { Outcome } from "../../src/domain/outcome.ts";
import { frameworkById } from "../../src/frameworks/index.ts";
import type { Answer } from "../../src/frameworks/protocol.ts";
import { triage } from "../../src/pipeline/6-triage/triage.ts";
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

/** A report that keeps `test_a` and `test_b`, each for a mutant of its own. */
function draft(of = snapshot) {
  const killing = (name: string, mutant: string) =>
    aJudged(name, {
      evidence: goodEvidence({ base: signal.base("passes"), mutation: signal.mutation([mutant]), coverage: signal.coverage([]) }),
    });
  return triage({
    run_id: "run-1",
    handover: aHandover(),
    snapshot: of,
    plan: { targets: [], untestable: [] },
    generated: [standing(aCandidate(["test_a", "test_b"]))],
    judged: [killing("test_a", "m1"), killing("test_b", "m2")],
    status: "done",
    author: "explorer",
    timings: {},
    sandbox_seconds: 0,
    warnings: [],
    commit_flagged: true,
    framework: frameworkById("pytest"),
  });
}

function finished(...outcomes: Outcome[]): Answer<"run"> {
  const result = { status: "finished" as const, reason: null, collection_errors: [], seconds: 0.1 };
  return {
    variations: [{ id: "as-committed", ...result, outcomes, collected: outcomes.length, executed: outcomes.length }],
    coverage: null,
  };
}

async function confirm(run: ScriptedAnswers["run"], of = snapshot) {
  const sandbox = new FakeSandbox(run === undefined ? {} : { run });
  const report = await confirmKept(draft(of), of, { sandbox, forge, events: () => {} }, never);
  return { report, sandbox };
}

describe("kept tests that pass as they will be committed", () => {
  test("stay, and their ledger rows are done", async () => {
    const { report } = await confirm(finished(passed(a), passed(b)));
    expect(report.tests.map((test) => test.name)).toEqual(["test_a", "test_b"]);
    expect(report.ledger.map((row) => row.status)).toEqual(["done", "done"]);
    expect(report.files).toEqual(draft().files);
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
    const { report } = await confirm(finished(passed(`${a}[1]`), failed(`${a}[2]`), passed(b)));
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
    const { sandbox } = await confirm(() => ({ status: "crashed", seconds: 1, reason: "gone" }), alone);
    expect(sandbox.requests).toHaveLength(1);
  });

  test("is not asked when nothing is kept", async () => {
    const sandbox = new FakeSandbox();
    const empty = { ...draft(), tests: [], files: [] };
    expect(await confirmKept(empty, snapshot, { sandbox, forge, events: () => {} }, never)).toEqual(empty);
    expect(sandbox.requests).toEqual([]);
  });
});
