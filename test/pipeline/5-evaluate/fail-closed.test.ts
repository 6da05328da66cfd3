import { describe, expect, test } from "vitest";
import type { Generated } from "../../../src/domain/candidate.ts";
import type { Evidence, SignalName } from "../../../src/domain/evidence.ts";
import type { Execution } from "../../../src/domain/execution.ts";
import type { Outcome } from "../../../src/domain/outcome.ts";
import type { Snapshot } from "../../../src/domain/snapshot.ts";
import type { Votes } from "../../../src/domain/vote.ts";
import { frameworkById } from "../../../src/frameworks/index.ts";
import { executeCandidate } from "../../../src/pipeline/4-execute/execute-candidate.ts";
import { mutateCandidate } from "../../../src/pipeline/4-execute/mutate-candidate.ts";
import { passingCases } from "../../../src/pipeline/4-execute/passing-cases.ts";
import { evaluateCandidate } from "../../../src/pipeline/5-evaluate/evaluate-candidate.ts";
import { failClosed, signalNeeds } from "../../../src/pipeline/5-evaluate/fail-closed.ts";
import { renderFailClosed } from "../../../src/pipeline/5-evaluate/render-fail-closed.ts";
import { decideVerdict, type VerdictFacts } from "../../../src/pipeline/5-evaluate/verdict.ts";
import { type TriageInput, triage } from "../../../src/pipeline/6-triage/triage.ts";
import { confirmKept } from "../../../src/pipeline/confirm-kept.ts";
import type { Author } from "../../../src/ports.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { FakeSandbox, type ScriptedAnswers } from "../../fakes/fake-sandbox.ts";
import { MemoryForge } from "../../fakes/memory-forge.ts";
import { ScriptedAuthor } from "../../fakes/scripted-author.ts";
import {
  aBaseline,
  absent,
  aCandidate,
  aClaim,
  aJudged,
  aSnapshot,
  didNotRun,
  FILE,
  failed,
  goodEvidence,
  matrix,
  passed,
  ran,
  signal,
  standing,
  timedOut,
  VARIATIONS,
} from "../builders.ts";

const name = `${FILE}::test_a`;
const forge = new MemoryForge({ main: {}, feature: { "a.py": "" } });
const pinned = await forge.pin(aHandover());
const never = new AbortController().signal;
const killing = matrix({ m1: { [name]: "killed-by-assertion" } }, [name]);
const one = standing(aCandidate(["test_a"]));

async function judge(
  execution: Execution,
  mutate: ScriptedAnswers["mutate"] = killing,
  snapshot: Partial<Snapshot> = {},
  generated: Generated = one,
  author: Author = new ScriptedAuthor({}),
) {
  const whole = aSnapshot({ ...pinned, ...snapshot });
  const ran = await underMutants(generated, execution, mutate, whole);
  const [judged] = await evaluateCandidate(generated, ran, whole, { author }, never);
  if (judged === undefined) throw new Error("no test was judged");
  return judged;
}

/** The execution with what this answer of a mutation run comes to. */
async function underMutants(
  generated: Generated,
  execution: Execution,
  mutate: ScriptedAnswers["mutate"],
  snapshot: Snapshot,
): Promise<Execution> {
  if (execution.status !== "ran" || generated.status !== "standing") return execution;
  const ports = { sandbox: new FakeSandbox(mutate === undefined ? {} : { mutate }), forge, events: () => {} };
  const cases = passingCases(generated, execution);
  return { ...execution, matrix: await mutateCandidate(generated.candidate, cases, snapshot, ports, never) };
}

const byModel = standing(aCandidate(["test_a"], { author: "anthropic" }));
const judgedBy = (votes: Votes): Author =>
  Object.assign(new ScriptedAuthor({}), { judge: async () => new Map([["test_a", votes]]) });

const facts: VerdictFacts = {
  author: "explorer",
  oracle: "characterization",
  unsound: [],
  forbidden_path: null,
  killed_before: [],
};

/** What each row of the table promises, shown. The keys are the rows' ids. */
const proofs: Record<string, () => Promise<void> | void> = {
  "head-run-failed": async () => {
    const failures = [
      { status: "timed-out", seconds: 9 },
      { status: "out-of-memory", seconds: 9 },
      { status: "flooded", seconds: 9, bytes: 9 },
      { status: "crashed", seconds: 9, reason: "gone" },
      { status: "answered", seconds: 9, body: "not an answer" },
    ] as const;
    for (const failure of failures) {
      const ports = { sandbox: new FakeSandbox({ run: () => failure }), forge, events: () => {} };
      const execution = await executeCandidate(one, aSnapshot(pinned), ports, never);
      expect((await judge(execution)).verdict.kind, failure.status).toBe("not-run");
    }
  },
  "nothing-collected": async () => {
    const ghost = standing(aCandidate(["test_a"]), { cases: [] });
    expect((await judge(ran([]), killing, {}, ghost)).verdict).toMatchObject({ kind: "reject", rule: "5-fails-on-head" });
  },
  "all-skipped": async () => {
    expect((await judge(ran([didNotRun(name)]))).verdict).toMatchObject({ kind: "reject", rule: "5-fails-on-head" });
  },
  "conftest-broken": async () => {
    const broken = { path: "tests/conftest.py", kind: "error" as const, exception: "OSError", message: "no display" };
    const result = { status: "finished" as const, reason: null, outcomes: [], collected: 0, executed: 0, seconds: 0 };
    const sandbox = new FakeSandbox({
      run: ({ variations }) => ({
        variations: variations.map(({ id }) => ({ id, ...result, collection_errors: [broken] })),
        coverage: null,
      }),
    });
    const execution = await executeCandidate(one, aSnapshot(pinned), { sandbox, forge, events: () => {} }, never);
    expect((await judge(execution)).verdict.kind).toBe("not-run");
  },
  "variation-stopped": async () => {
    const stopped = ran([passed(name)]);
    stopped.head = stopped.head.map((run) =>
      run.variation === "in-suite" ? { ...run, status: "timed-out", outcomes: [didNotRun(name)] } : run,
    );
    expect((await judge(stopped)).verdict.kind).toBe("flag");
    stopped.head = stopped.head.map((run) => (run.variation === "clock" ? { ...run, outcomes: [failed(name)] } : run));
    expect((await judge(stopped)).verdict).toMatchObject({ kind: "reject", rule: "6-flaky" });
  },
  "slow-run-endless": async () => {
    const slow = ran([passed(name)]);
    const slowly = (outcome: Outcome) =>
      slow.head.map((run) => (run.variation === "slow-cpu" ? { ...run, outcomes: [outcome] } : run));
    expect((await judge({ ...slow, head: slowly(timedOut(name)) })).verdict).toMatchObject({ kind: "flag", rule: "11-flag" });
    expect((await judge({ ...slow, head: slowly(failed(name)) })).verdict).toMatchObject({ kind: "reject", rule: "6-flaky" });
  },
  "cases-renamed": async () => {
    const result = { status: "finished" as const, reason: null, collected: 1, executed: 1, seconds: 0, collection_errors: [] };
    const sandbox = new FakeSandbox({
      run: ({ variations }) => ({
        variations: variations.map(({ id }) => ({ id, ...result, outcomes: [passed(id === "alone" ? `${name}[0x7f]` : name)] })),
        coverage: null,
      }),
    });
    const execution = await executeCandidate(one, aSnapshot(pinned), { sandbox, forge, events: () => {} }, never);
    const { verdict } = await judge(execution);
    expect(verdict).toMatchObject({
      kind: "reject",
      rule: "6-flaky",
      reasons: [expect.stringContaining("other names in this run")],
    });
  },
  "case-timed-out": async () => {
    const claims = [aClaim("test_a", { oracle: "docstring" })];
    const generated = standing(aCandidate(["test_a"], { claims }));
    expect((await judge(ran([timedOut(name)]), killing, {}, generated)).verdict.kind).toBe("reject");
  },
  "base-run-failed": async () => {
    const execution = ran([passed(name)], { base_problem: { kind: "did-not-run", reason: "gone" } });
    expect((await judge(execution)).evidence.base).toMatchObject({ value: { result: "did-not-run" } });
  },
  "base-cannot-load": async () => {
    expect((await judge(ran([passed(name)]))).evidence.base).toMatchObject({ value: { result: "cannot-load" } });
  },
  "base-wrong-failure": async () => {
    const wrong = [
      failed(name, { kind: "error", exception: "KeyError" }),
      failed(name, { kind: "crash" }),
      failed(name, { kind: "setup", exception: "OSError" }),
      timedOut(name),
    ];
    for (const outcome of wrong) {
      const { evidence } = await judge(ran([passed(name)], { base: [outcome], base_problem: null }));
      expect(evidence.base).not.toMatchObject({ value: { result: "red" } });
    }
  },
  "base-names-nothing": async () => {
    const bare = failed(name, { message: "assert False" });
    const execution = ran([passed(name)], { base: [bare], base_problem: null, base_stripped: [passed(name)] });
    expect((await judge(execution)).evidence.base).toMatchObject({ value: { result: "did-not-run" } });
  },
  "base-stopped-before": async () => {
    const execution = ran([passed(name)], { base: [failed(name)], base_problem: null, base_stripped: [failed(name)] });
    expect((await judge(execution)).evidence.base).toMatchObject({ value: { result: "did-not-run", stripped: "fails" } });
  },
  "base-not-stripped": async () => {
    for (const base_stripped of [[], [didNotRun(name)], [timedOut(name)]]) {
      const execution = ran([passed(name)], { base: [failed(name)], base_problem: null, base_stripped });
      expect((await judge(execution)).evidence.base).toMatchObject({ value: { result: "did-not-run", stripped: "not-run" } });
    }
  },
  "coverage-missing": async () => {
    expect((await judge(ran([passed(name)], { coverage: null }))).evidence.coverage.status).toBe("not-measured");
  },
  "assertions-unseen": async () => {
    const { coverage } = ran([passed(name)]);
    const unseen = (coverage ?? []).map((one) => ({ ...one, lines: one.lines.filter((file) => file.path !== FILE) }));
    const { evidence, verdict } = await judge(ran([passed(name)], { coverage: unseen }));
    expect(evidence.asserted.status).toBe("not-measured");
    expect(verdict).toMatchObject({ kind: "flag", reasons: [expect.stringContaining("asserted was not measured")] });
  },
  "suite-unmeasured": async () => {
    const snapshot = aSnapshot({ ...pinned, baseline: aBaseline({ status: "unmeasured", killed: null }) });
    const { evidence } = await judge(ran([passed(name)]), killing, snapshot);
    expect(evidence.coverage.status).toBe("not-measured");
    expect(triage({ ...judgedIn(snapshot), confirmed: false }).lane_results["unit"]).toMatchObject({
      coverage_delta_pct: null,
      changed_line_coverage: { before: null, after: null },
    });
  },
  "kills-unmeasured": async () => {
    const snapshot = aSnapshot({ baseline: aBaseline({ killed: null }) });
    const evidence = goodEvidence({ coverage: signal.coverage([]) });
    expect(decideVerdict(evidence, { ...facts, killed_before: null }).rule).toBe("11-flag");
    expect(triage({ ...judgedIn(snapshot), confirmed: false }).lane_results["unit"]?.mutants).toMatchObject({
      killed_before: null,
      killed_after: null,
      survived: null,
    });
  },
  "mutation-failed": async () => {
    const dead = await judge(ran([passed(name)]), () => ({ status: "crashed", seconds: 1, reason: "gone" }));
    expect(dead.verdict.kind).toBe("flag");
    const red_there = await judge(ran([passed(name)]), matrix({ m1: { [name]: "killed-by-assertion" } }, []));
    expect(red_there.verdict.kind).toBe("flag");
  },
  "mutants-waiting": async () => {
    const waiting = matrix({ m1: { [name]: "survived" } }, [name]);
    waiting.mutants.push({ id: "m2", status: "not-run", reason: "out of time", results: [] });
    expect((await judge(ran([passed(name)]), waiting)).evidence.mutation.status).toBe("not-measured");
  },
  "no-mutants": async () => {
    expect((await judge(ran([passed(name)]), undefined, { mutants: [] })).verdict.kind).toBe("flag");
  },
  "mutant-not-asserted": async () => {
    const dying = matrix({ m1: { [name]: "killed-by-error" }, m2: { [name]: "timed-out" } }, [name]);
    const { evidence, verdict } = await judge(ran([passed(name)]), dying);
    expect(evidence.mutation).toMatchObject({ value: { kills: [], killed_by_error: ["m1"], timed_out: ["m2"] } });
    expect(verdict.rule).toBe("8-proves-nothing");
  },
  "forged-mutant": async () => {
    const forged = matrix({ mine: { [name]: "killed-by-assertion" } }, [name]);
    expect((await judge(ran([passed(name)]), forged)).evidence.mutation).toMatchObject({ value: { kills: [] } });
  },
  "judge-missing": () => {
    expect(decideVerdict(goodEvidence(), { ...facts, author: "anthropic" }).kind).toBe("flag");
  },
  "judge-dead": async () => {
    const dead: Votes = { status: "none", reason: "the judge voted not at all, 2 votes are needed: 529" };
    const { verdict, evidence } = await judge(ran([passed(name)]), killing, {}, byModel, judgedBy(dead));
    expect(evidence.relevance).toEqual({ status: "not-measured", reason: dead.reason });
    expect(verdict.kind).toBe("flag");
  },
  "judge-split": async () => {
    const split: Votes = { status: "voted", votes: ["high", "medium", "low"], why: "" };
    expect((await judge(ran([passed(name)]), killing, {}, byModel, judgedBy(split))).verdict.kind).toBe("flag");
  },
  "unknown-author": () => {
    expect(decideVerdict(goodEvidence(), { ...facts, author: "nobody" }).kind).toBe("flag");
  },
  "unknown-criterion": () => {
    expect(decideVerdict(goodEvidence({ criterion: signal.criterion([], ["AC-9"]) }), facts).kind).toBe("flag");
  },
  "file-not-rebuilt": () => {
    const report = triage({ ...judgedIn(aSnapshot(), () => null), confirmed: false });
    expect(report).toMatchObject({ tests: [], files: [], dropped: [{ dropped_because: "not-run" }] });
  },
  "not-confirmed": async () => {
    const ports = { sandbox: new FakeSandbox(), forge, events: () => {} };
    const report = await confirmKept(judgedIn(aSnapshot(pinned)), ports, never);
    expect(report).toMatchObject({
      tests: [],
      files: [],
      dropped: [{ dropped_because: "not-run", verdict: { kind: "not-run" } }],
    });
  },
};

/** One accepted test, before it is sorted into a report. */
function judgedIn(snapshot: Snapshot, keepCases = frameworkById("pytest").keepCases): Omit<TriageInput, "confirmed"> {
  return {
    run_id: "run-1",
    handover: aHandover(),
    snapshot,
    plan: { targets: [], untestable: [] },
    generated: [one],
    judged: [aJudged("test_a")],
    status: "done",
    author: "explorer",
    timings: {},
    sandbox_seconds: 0,
    warnings: [],
    commit_flagged: true,
    framework: { ...frameworkById("pytest"), keepCases },
  };
}

describe("every row of the table holds", () => {
  test.each(failClosed)("$id: $becomes", async ({ id }) => {
    await proofs[id]?.();
  });

  test("and has its proof", () => {
    expect(Object.keys(proofs).sort()).toEqual(failClosed.map((row) => row.id).sort());
  });
});

describe("without a signal", () => {
  const without: Record<SignalName, Partial<Evidence>> = {
    executed: { executed: absent() },
    asserted: { asserted: absent() },
    head: { head: absent() },
    base: { base: absent(), mutation: signal.mutation([], ["m1"]) },
    stability: { stability: absent() },
    coverage: { coverage: absent(), base: signal.base("passes"), mutation: absent() },
    mutation: { mutation: absent() },
    lint: { lint: absent() },
    criterion: { criterion: absent() },
    relevance: { relevance: absent() },
  };
  const expected: Record<SignalName, string> = {
    executed: "not-run",
    asserted: "flag",
    head: "not-run",
    base: "reject",
    stability: "flag",
    coverage: "reject",
    mutation: "flag",
    lint: "flag",
    criterion: "flag",
    relevance: "flag",
  };
  test.each(Object.keys(signalNeeds) as SignalName[])("%s a test is not accepted", (signal_name) => {
    const { kind } = decideVerdict(goodEvidence(without[signal_name]), { ...facts, author: "anthropic" });
    expect(kind).toBe(expected[signal_name]);
  });
});

test("the page in docs says what the tables say", async () => {
  await expect(renderFailClosed()).toMatchFileSnapshot("../../../docs/fail-closed.md");
});

test("a run on the head that was stopped everywhere is not-run", async () => {
  const head = VARIATIONS.map((variation) => ({ variation, status: "timed-out" as const, outcomes: [didNotRun(name)] }));
  expect((await judge(ran([], { head }))).verdict.kind).toBe("not-run");
});
