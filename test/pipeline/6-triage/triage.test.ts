import { describe, expect, test } from "vitest";
import { Report } from "../../../src/domain/report.ts";
import { frameworkById } from "../../../src/frameworks/index.ts";
import { renderReportMarkdown } from "../../../src/pipeline/6-triage/render/render-report-markdown.ts";
import { type TriageInput, triage } from "../../../src/pipeline/6-triage/triage.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import {
  aBaseline,
  aCandidate,
  aClaim,
  aCriterion,
  aFinding,
  aJudged,
  aMutant,
  aSnapshot,
  FILE,
  failed,
  goodEvidence,
  passed,
  SOURCE,
  signal,
  standing,
} from "../builders.ts";

type Overrides = Partial<TriageInput>;
const accept = { kind: "accept" as const, rule: "12-accept", reasons: ["kills 1 mutant of the changed lines"] };
const flag = { kind: "flag" as const, rule: "11-flag", reasons: ["makes 3 mocks"] };
const reject = { kind: "reject" as const, rule: "8-proves-nothing", reasons: ["kills no mutant of the changed lines"] };

/** A judged test that proves just these kills and covers just these lines, not RED. */
function proving(name: string, kills: string[], lines: number[] = [], overrides: Parameters<typeof aJudged>[1] = {}) {
  const evidence = goodEvidence({
    base: signal.base("passes"),
    mutation: signal.mutation(kills),
    coverage: signal.coverage(lines),
    ...overrides.evidence,
  });
  return aJudged(name, { verdict: accept, ...overrides, evidence });
}

function triaged(judged: TriageInput["judged"], overrides: Overrides = {}): Report {
  return triage({
    run_id: "run-1",
    handover: aHandover(),
    snapshot: aSnapshot(),
    plan: { targets: [], untestable: [] },
    generated: [standing(aCandidate(judged.map((one) => one.name)))],
    judged,
    status: "done",
    author: "explorer",
    timings: { snapshot: 3 },
    sandbox_seconds: 5,
    warnings: [],
    commit_flagged: true,
    confirmed: false,
    framework: frameworkById("pytest"),
    ...overrides,
  });
}

const names = (tests: { name: string }[]) => tests.map((one) => one.name);

describe("the kept tests", () => {
  test("are the fewest that keep every kill and every new line, and the report says so of the others", () => {
    const report = triaged([
      proving("test_a", ["m1"], [20]),
      proving("test_b", ["m1", "m2"], [20, 21]),
      proving("test_c", ["m3"]),
    ]);
    expect(names(report.tests)).toEqual(["test_b", "test_c"]);
    expect(report.dropped).toMatchObject([{ name: "test_a", dropped_because: "subsumed" }]);
    expect(report.dropped[0]?.verdict.reasons[0]).toBe("the kept tests prove all it proves");
  });

  test("keep a new branch that only one of them takes", () => {
    const branching = proving("test_b", ["m1"]);
    branching.evidence.coverage = {
      status: "measured",
      value: { covered: [], new_lines: [], new_arcs: [{ path: SOURCE, arcs: [[20, 23]] }] },
    };
    expect(names(triaged([proving("test_a", ["m1", "m2"]), branching]).tests)).toEqual(["test_a", "test_b"]);
  });

  test("need not kill again what the existing suite kills", () => {
    const snapshot = aSnapshot({ baseline: aBaseline({ killed: ["m1"] }) });
    expect(names(triaged([proving("test_a", ["m1"]), proving("test_b", ["m2"])], { snapshot }).tests)).toEqual(["test_b"]);
  });

  test("keep one RED test per symbol", () => {
    const red = (name: string, symbol: string) =>
      proving(name, ["m1"], [], {
        claim: aClaim(name, { symbol }),
        evidence: goodEvidence({ mutation: signal.mutation(["m1"]), coverage: signal.coverage([]) }),
      });
    expect(names(triaged([red("test_a", "x"), red("test_b", "x"), red("test_c", "y")]).tests)).toEqual(["test_a", "test_c"]);
  });

  test("an accepted test is preferred to a flagged one that proves the same", () => {
    const report = triaged([
      proving("test_a", ["m1", "m2"], [], { verdict: flag }),
      proving("test_b", ["m1"]),
      proving("test_c", ["m2"]),
    ]);
    expect(names(report.tests)).toEqual(["test_b", "test_c"]);
  });

  test("a flagged test is kept for what only it proves", () => {
    const report = triaged([proving("test_a", ["m1"], [], { verdict: flag }), proving("test_b", ["m2"])]);
    expect(names(report.tests)).toEqual(["test_a", "test_b"]);
    expect(report.lane_results["unit"]).toMatchObject({ tests_accepted: 1, tests_flagged: 1 });
  });

  test("flagged tests stay out when the repository says so", () => {
    const report = triaged([proving("test_a", ["m1"], [], { verdict: flag })], { commit_flagged: false });
    expect(report).toMatchObject({ tests: [], files: [], dropped: [{ name: "test_a", dropped_because: "flag-not-committed" }] });
  });

  test("of equal proof, one whose expected value someone stated is kept", () => {
    const stated = proving("test_z", ["m1"], [], { claim: aClaim("test_z", { oracle: "docstring" }) });
    expect(names(triaged([proving("test_a", ["m1"]), stated]).tests)).toEqual(["test_z"]);
  });

  test("are at most max_tests, those that verify criteria first", () => {
    const verifying = proving("test_c", ["m3"], [], {
      claim: aClaim("test_c", { criteria: ["AC-1"], oracle: "criterion" }),
      evidence: goodEvidence({
        base: signal.base("passes"),
        mutation: signal.mutation(["m3"]),
        coverage: signal.coverage([]),
        criterion: signal.criterion(["AC-1"]),
      }),
    });
    const judged = [proving("test_a", ["m1"], [20, 21, 22, 23]), proving("test_b", ["m2"]), verifying];
    const report = triaged(judged, { handover: aHandover({ max_tests: 2 }) });
    expect(names(report.tests)).toEqual(["test_a", "test_c"]);
    expect(report.dropped).toMatchObject([{ name: "test_b", dropped_because: "over-limit" }]);
  });

  test("do not depend on the order they were judged in", () => {
    const judged = [
      proving("test_a", ["m1", "m2"]),
      proving("test_b", ["m2", "m3"]),
      proving("test_c", ["m1", "m3"]),
      proving("test_d", ["m1"]),
    ];
    const expected = names(triaged(judged).tests).sort();
    expect(names(triaged([...judged].reverse()).tests).sort()).toEqual(expected);
  });
});

describe("duplicates", () => {
  const source = 'def test_a():\n    assert f("x") == 1\n\n\ndef test_b():\n    assert f("x") == 1\n';

  test("that do the same, names aside, are one test: the clearer one", () => {
    const tidy = proving("test_b", ["m1"], [20]);
    const untidy = proving("test_a", ["m1"], [20]);
    untidy.evidence.lint = signal.lint([aFinding({ severity: "low" })]);
    const report = triaged([untidy, tidy], { generated: [standing(aCandidate(["test_a", "test_b"], { source }))] });
    expect(names(report.tests)).toEqual(["test_b"]);
    expect(report.dropped).toMatchObject([
      { name: "test_a", dropped_because: "duplicate", verdict: { reasons: ["does the same as test_b", expect.any(String)] } },
    ]);
  });
});

describe("of tests that prove the same", () => {
  const of = (name: string, overrides: Partial<Parameters<typeof proving>[3]> = {}) => proving(name, ["m1"], [20], overrides);
  const red = goodEvidence({ mutation: signal.mutation(["m1"]), coverage: signal.coverage([20]) });
  const claiming = (oracle: "criterion" | "docstring") => ({ claim: aClaim("test_z", { oracle }) });
  const slow = passed(`${FILE}::test_a`, 2.5);

  test.each([
    ["the one that is RED on the base", of("test_a"), of("test_z", { evidence: red })],
    ["the one whose expected value is a criterion's", of("test_a", claiming("docstring")), of("test_z", claiming("criterion"))],
    [
      "the one that is not slow",
      of("test_a", { evidence: { ...of("test_a").evidence, head: signal.head(8, slow) } }),
      of("test_z"),
    ],
    ["the shorter one", of("test_a_with_a_rather_long_name"), of("test_z")],
    ["else the first by name", of("test_zz"), of("test_za")],
  ])("%s is kept", (_what, worse, better) => {
    expect(names(triaged([worse, better]).tests)).toEqual([better.name]);
    expect(names(triaged([better, worse]).tests)).toEqual([better.name]);
  });

  test("a hundredth of a second decides nothing", () => {
    const at = (name: string, seconds: number) =>
      of(name, { evidence: { ...of(name).evidence, head: signal.head(8, passed(name, seconds)) } });
    expect(names(triaged([at("test_a", 0.96), at("test_b", 0.01)]).tests)).toEqual(["test_a"]);
  });

  test("equal text that proves something else stays", () => {
    const source = 'def test_a():\n    assert f("x") == 1\n\n\ndef test_b():\n    assert f("x") == 1\n';
    const generated = [standing(aCandidate(["test_a", "test_b"], { source }))];
    expect(names(triaged([proving("test_a", ["m1"]), proving("test_b", ["m2"])], { generated }).tests)).toHaveLength(2);
  });
});

describe("equal text", () => {
  test("about two functions of one name is two tests", () => {
    const other = "tests/test_other_tfactory.py";
    const generated = [standing(aCandidate(["test_a"])), standing(aCandidate(["test_a"], { path: other }))];
    const second = proving("test_a", ["m2"], [], { path: other, claim: aClaim("test_a", { symbol: "other.py::parse" }) });
    expect(triaged([proving("test_a", ["m1"]), second], { generated }).tests).toHaveLength(2);
  });
});

describe("the files", () => {
  test("hold the kept test functions and nothing of the others", () => {
    const report = triaged([proving("test_a", ["m1"]), proving("test_b", [], [], { verdict: reject })]);
    expect(report.files).toEqual([{ path: FILE, source: expect.stringContaining("def test_a") }]);
    expect(report.files[0]?.source).not.toContain("test_b");
  });

  test("of two candidates are two", () => {
    const other = "tests/test_budget_tfactory.py";
    const generated = [standing(aCandidate(["test_a"])), standing(aCandidate(["test_b"], { path: other, id: "candidate-2" }))];
    const report = triaged([proving("test_a", ["m1"]), proving("test_b", ["m2"], [], { path: other })], { generated });
    expect(report.files.map((file) => file.path)).toEqual([other, FILE]);
  });
});

describe("the files as they will be committed", () => {
  const judged = [proving("test_a", ["m1"]), proving("test_b", ["m2"], [], { verdict: flag })];

  test("say of a flagged test, and of no other, that it is flagged and why", () => {
    const [file] = triaged(judged).files;
    expect(file?.source).toContain("\n\n\n# tfactory: flagged, makes 3 mocks\ndef test_b():");
    expect(file?.source.match(/tfactory/g)).toHaveLength(1);
  });

  test("hold each test as it was judged, byte for byte, or none at all", () => {
    const pytest = frameworkById("pytest");
    const careless = { ...pytest, keepCases: (source: string) => source.replace("== 90", "== 91") };
    const report = triaged(judged, { framework: careless });
    expect(report).toMatchObject({ tests: [], files: [] });
    expect(report.dropped.map((one) => one.verdict.reasons[0])).toEqual([
      "its file could not be rebuilt with only the kept tests",
      "its file could not be rebuilt with only the kept tests",
    ]);
  });
});

describe("verdicts in the report", () => {
  test("a rejected and a not-run test are dropped as what they are", () => {
    const not_run = { kind: "not-run" as const, rule: "1-not-run", reasons: ["the engine is gone"] };
    const report = triaged([proving("test_a", [], [], { verdict: reject }), proving("test_b", [], [], { verdict: not_run })]);
    expect(report.dropped.map((one) => [one.name, one.dropped_because])).toEqual([
      ["test_a", "rejected"],
      ["test_b", "not-run"],
    ]);
    expect(report.lane_results["unit"]).toMatchObject({ tests_generated: 2, tests_rejected: 1 });
  });

  test("a suspected bug is neither kept nor dropped, and its file holds nothing of it", () => {
    const bug = aJudged("test_a", {
      verdict: { kind: "suspected-bug", rule: "4-suspected-bug", reasons: ["fails on the head"] },
    });
    const report = triaged([bug]);
    expect(report).toMatchObject({ tests: [], dropped: [], files: [], suspected_bugs: [{ name: "test_a" }] });
  });

  test("every test has the command that proves it again, by file when its name is not the only one", () => {
    const other = "tests/test_other_tfactory.py";
    const generated = [standing(aCandidate(["test_a", "test_b"])), standing(aCandidate(["test_a"], { path: other }))];
    const third = proving("test_a", ["m3"], [], { path: other, claim: aClaim("test_a", { symbol: "other.py::parse" }) });
    const judged = [proving("test_a", ["m1"]), proving("test_b", ["m2"]), third];
    expect(triaged(judged, { generated }).tests.map((one) => one.replay)).toEqual([
      `tfactory replay report.json "${FILE}::test_a"`,
      'tfactory replay report.json "test_b"',
      `tfactory replay report.json "${other}::test_a"`,
    ]);
  });

  test("the command begins as whoever runs it says", () => {
    const report = triaged([proving("test_a", ["m1"])], { replay: "tfactory replay out/report.json" });
    expect(report.tests[0]?.replay).toBe('tfactory replay out/report.json "test_a"');
  });

  test("the source of suspected bugs is in the report, apart from the kept files", () => {
    const bug = aJudged("test_bug", { verdict: { kind: "suspected-bug", rule: "4-suspected-bug", reasons: [] } });
    const { files, bug_files } = triaged([proving("test_a", ["m1"]), bug]);
    expect([files, bug_files].map((some) => some.map((file) => [file.path, /def test_bug/.test(file.source)]))).toEqual([
      [[FILE, false]],
      [[FILE, true]],
    ]);
    expect(bug_files[0]?.source).not.toContain("def test_a");
  });

  test("the source of dropped tests is in the report too, so that what was found against them can be seen again", () => {
    const dropped = proving("test_b", [], [], { verdict: reject });
    const { dropped_files, killed_before, test_dirs } = triaged([proving("test_a", ["m1"]), dropped]);
    expect(dropped_files).toEqual([{ path: FILE, source: expect.stringContaining("def test_b") }]);
    expect(dropped_files[0]?.source).not.toContain("def test_a");
    expect({ killed_before, test_dirs }).toEqual({ killed_before: [], test_dirs: ["tests"] });
  });

  test("a hostile name can not leave its quotes in the replay command", () => {
    const report = triaged([proving("test_$(reboot)'`", ["m1"], [], { verdict: reject })]);
    expect(report.dropped[0]?.replay).toBe("tfactory replay report.json 'test_$(reboot)'\\''`'");
  });
});

describe("the criterion ledger", () => {
  const criteria = ["AC-1", "AC-2", "AC-3", "AC-4", "AC-5", "AC-6"].map((id) => aCriterion(id));
  const claiming = (name: string, id: string, oracle: "criterion" | "characterization", mutant: string) => ({
    claim: aClaim(name, { criteria: [id], oracle }),
    evidence: goodEvidence({ mutation: signal.mutation([mutant]), criterion: signal.criterion([id]) }),
  });
  const report = triaged(
    [
      proving("test_1", ["m1"], [], claiming("test_1", "AC-1", "criterion", "m1")),
      proving("test_2", ["m2"], [], { ...claiming("test_2", "AC-2", "criterion", "m2"), verdict: flag }),
      proving("test_3", ["m3"], [], claiming("test_3", "AC-3", "characterization", "m3")),
      aJudged("test_4", {
        ...claiming("test_4", "AC-4", "criterion", "m1"),
        verdict: { kind: "suspected-bug", rule: "4-suspected-bug", reasons: ["fails on the head in all 8 runs"] },
      }),
      aJudged("test_6", { ...claiming("test_6", "AC-6", "criterion", "m1"), verdict: reject }),
    ],
    {
      snapshot: aSnapshot({ criteria }),
      plan: { targets: [], untestable: [{ criterion: "AC-5", reason: "it names no behaviour" }] },
    },
  );

  test.each([
    ["AC-1", "verified", "an accepted, proven test claims it", ["test_1"]],
    ["AC-2", "weakly-verified", "its test is flagged", ["test_2"]],
    ["AC-3", "weakly-verified", "its test pins what the head does", ["test_3"]],
    ["AC-4", "contradicted", "a suspected bug claims it", ["test_4"]],
    ["AC-5", "unverifiable", "the plan says why", []],
    ["AC-6", "untested", "its test was dropped", []],
  ])("%s is %s: %s", (id, grade, _, tests) => {
    expect(report.criteria.find((one) => one.id === id)).toMatchObject({ grade, tests, origin: "spec.md:8" });
  });

  test("gives a reason for every grade", () => {
    expect(report.criteria.map((one) => one.reason)).toEqual([
      "kills 1 mutant of the changed lines",
      "flagged: makes 3 mocks",
      "the expected value is what the head gives, not what the criterion says",
      "fails on the head in all 8 runs",
      "it names no behaviour",
      "its test was dropped: kills no mutant of the changed lines",
    ]);
  });
});

describe("criteria that can not be verified", () => {
  test("what no test can decide says why, whatever claims it", () => {
    const criteria = [aCriterion("AC-1", { unverifiable: "contradicts AC-2: is it 1 or 2?" })];
    const evidence = goodEvidence({ criterion: signal.criterion(["AC-1"]) });
    const claim = aClaim("test_1", { criteria: ["AC-1"], oracle: "criterion" });
    const { criteria: graded } = triaged([proving("test_1", ["m1"], [], { evidence, claim })], {
      snapshot: aSnapshot({ criteria }),
    });
    expect(graded).toMatchObject([{ id: "AC-1", grade: "unverifiable", reason: "contradicts AC-2: is it 1 or 2?", tests: [] }]);
  });

  test("what nobody stated is in no count: it has a place of its own", () => {
    const origin = { source: "inferred" as const, path: "a.py", line: 3 };
    const snapshot = aSnapshot({ criteria: [aCriterion("AC-1", { origin }), aCriterion("AC-2", { origin })] });
    const value = { claims: [], unknown: [], missing_literals: [], inferred: ["AC-1"] };
    const criterion = { status: "measured" as const, value };
    const { evidence } = proving("test_1", ["m1"]);
    const report = triaged([aJudged("test_1", { verdict: accept, evidence: { ...evidence, criterion } })], { snapshot });
    expect(report.criteria).toEqual([]);
    expect(report.inferred_criteria).toMatchObject([
      { id: "AC-1", grade: "weakly-verified", reason: "nobody stated it", tests: ["test_1"], origin: "a.py:3" },
      { id: "AC-2", grade: "untested", tests: [] },
    ]);
    expect(renderReportMarkdown(report)).toContain("## Inferred criteria");
  });
});

describe("the numbers", () => {
  const snapshot = aSnapshot({
    mutants: [aMutant("m1"), aMutant("m2", 21), aMutant("m3", 22), aMutant("m4", 23), aMutant("m5", 23), aMutant("same", 20)],
    baseline: aBaseline({ killed: ["m1"], equivalent: ["same"], covered: [{ path: SOURCE, lines: [20, 99] }] }),
  });
  const empty = { kills: [], killed_by_error: [], survived: [], timed_out: [], not_run: [] };
  const killing = proving("test_a", ["m2"], [21, 22]);
  killing.evidence.mutation = signal.mutation(["m2"], ["m4"], ["m3"]);
  const report = triaged([killing], { snapshot });

  test("count mutants before and after; a timeout is neither killed nor survived, an equivalent is no mutant", () => {
    expect(report.lane_results["unit"]?.mutants).toEqual({
      total: 5,
      killed_before: 1,
      killed_after: 2,
      survived: 2,
      timed_out: 1,
      not_run: 0,
    });
    expect(report.survivors.map(({ id, reached }) => ({ id, reached }))).toEqual([
      { id: "m4", reached: true },
      { id: "m5", reached: false },
    ]);
  });

  test("count changed lines before and after", () => {
    expect(report.lane_results["unit"]).toMatchObject({
      changed_line_coverage: { total: 4, before: 1, after: 3 },
      coverage_delta_pct: 50,
    });
  });

  test("name every mutant a claim mentions, so that it can be replayed from the report alone", () => {
    expect(report.mutants.map((mutant) => mutant.id)).toEqual(["m2", "m3", "m4", "m5"]);
  });

  test("are of kept tests only: a dropped test's kills and lines do not count", () => {
    const dropped = triaged([proving("test_a", ["m2"], [21, 22], { verdict: reject })], { snapshot });
    expect(dropped.lane_results["unit"]).toMatchObject({
      changed_line_coverage: { before: 1, after: 1 },
      mutants: { killed_before: 1, killed_after: 1, survived: 4 },
    });
  });

  test("keep apart what existing tests run without noticing, what they never ended under, and what was not tried", () => {
    const baseline = aBaseline({ killed: ["m1"], survived: ["m2"], timed_out: ["m3"], not_run: ["m4"], equivalent: ["same"] });
    const idle = triaged([], { snapshot: { ...snapshot, baseline } });
    expect(idle.lane_results["unit"]?.mutants).toMatchObject({ killed_after: 1, survived: 2, timed_out: 1, not_run: 1 });
    expect(idle.survivors.map(({ id, reached }) => ({ id, reached }))).toEqual([
      { id: "m2", reached: true },
      { id: "m5", reached: false },
    ]);
  });

  test("a mutant that one kept test was not tried on is no survivor, unless another kills it", () => {
    const hasty = proving("test_a", ["m2"], [21, 22]);
    hasty.evidence.mutation = { status: "measured", value: { ...empty, kills: ["m2"], not_run: ["m4", "m5"] } };
    const thorough = proving("test_b", ["m5"], [23]);
    thorough.evidence.mutation = signal.mutation(["m5"], ["m4"]);
    const both = triaged([hasty, thorough], { snapshot });
    expect(both.lane_results["unit"]?.mutants).toMatchObject({ killed_after: 3, survived: 1, not_run: 1 });
    expect(both.survivors.map((mutant) => mutant.id)).toEqual(["m3"]);
  });

  test("list only what the kept tests run while nobody knows what the existing tests do", () => {
    const blind = { ...snapshot, baseline: aBaseline({ killed: null }) };
    expect(triaged([killing], { snapshot: blind }).survivors.map((mutant) => mutant.id)).toEqual(["m4"]);
  });

  test("list no survivor when nothing was measured", () => {
    const blind = triaged([], { snapshot: aSnapshot({ baseline: aBaseline({ killed: null }) }) });
    expect(blind.survivors).toEqual([]);
  });

  test("a run without any test still reports its lane", () => {
    expect(triaged([]).lane_results["unit"]).toMatchObject({ tests_generated: 0, mutants: { total: 3, killed_after: 0 } });
  });

  test("hold flaky tests and replans of the lane", () => {
    const target = {
      id: "target-1",
      symbols: [],
      lane: "unit",
      framework: "pytest",
      criteria: [],
      behaviours: [],
      test_path: FILE,
    };
    const unstable = proving("test_a", [], [], { verdict: { kind: "reject", rule: "6-flaky", reasons: ["differs"] } });
    unstable.evidence.stability = signal.stability(["clock"]);
    const flaky = triaged([unstable], {
      plan: { targets: [target], untestable: [] },
      generated: [standing(aCandidate(["test_a"]), { replans: 2 })],
    });
    expect(flaky.lane_results["unit"]).toMatchObject({
      flake_warnings: ["test_a: the result differs on another date, at another time of day"],
      hallucination_replans: 2,
    });
  });
});

test("the report is what the schema says and survives JSON", () => {
  const bug = aJudged("test_b", {
    verdict: { kind: "suspected-bug", rule: "4-suspected-bug", reasons: ["x"] },
    evidence: goodEvidence({ head: signal.head(0, failed("x")) }),
  });
  const report = triaged([proving("test_a", ["m1"]), bug, proving("test_c", [], [], { verdict: reject })]);
  expect(Report.parse(JSON.parse(JSON.stringify(report)))).toEqual(report);
});

test("a target for which nothing was written is a warning, said once", () => {
  const report = triaged([], {
    generated: [{ status: "nothing", target: "durations", reason: "nothing to observe" }],
    snapshot: aSnapshot({ warnings: ["one existing test already fails"] }),
    warnings: ["one existing test already fails"],
  });
  expect(report.warnings).toEqual(["one existing test already fails", "No test was written for durations: nothing to observe"]);
});

test("a passing outcome needs no failure to be reported", () => {
  expect(
    triaged([proving("test_a", ["m1"], [], { evidence: goodEvidence({ head: signal.head(8, passed("x", 0.2)) }) })]).tests,
  ).toHaveLength(1);
});
