import { describe, expect, test } from "vitest";
import type { Evidence } from "../../../../src/domain/evidence.ts";
import type { JudgedTest } from "../../../../src/domain/verdict.ts";
import { frameworkById } from "../../../../src/frameworks/index.ts";
import { decideVerdict, rules, type VerdictFacts } from "../../../../src/pipeline/5-evaluate/verdict.ts";
import { entriesOf, explainTest } from "../../../../src/pipeline/6-triage/render/explain/explain-test.ts";
import {
  renderEntries,
  renderExplanation,
  renderExplanationMarkdown,
} from "../../../../src/pipeline/6-triage/render/explain/render-explanation.ts";
import { type TriageInput, triage } from "../../../../src/pipeline/6-triage/triage.ts";
import { findTest } from "../../../../src/pipeline/shared/find-test.ts";
import { ruleWords } from "../../../../src/pipeline/shared/rule-words.ts";
import { aHandover } from "../../../fakes/a-handover.ts";
import {
  aBaseline,
  absent,
  aCandidate,
  aClaim,
  aCriterion,
  aFinding,
  aJudged,
  aMutant,
  aSnapshot,
  didNotRun,
  FILE,
  failed,
  goodEvidence,
  passed,
  SOURCE,
  signal,
  standing,
} from "../../builders.ts";

const GOLDEN = "../../../../fixtures/golden/explain";
const KILLED_BEFORE = ["m9"];

const snapshot = aSnapshot({
  criteria: [aCriterion("AC-1"), aCriterion("AC-4", { text: 'A day has 24 hours: `parse_duration("2d") == 172800`.' })],
  mutants: [
    aMutant("m1", 20),
    aMutant("m2", 21, { original: "amount > 0", replacement: "amount >= 0", operator: "comparison" }),
    aMutant("m3", 22, { original: "return total", replacement: "return None", operator: "return" }),
    aMutant("m4", 23),
    aMutant("m9", 23, { original: '"d"', replacement: '""', operator: "string" }),
  ],
  baseline: aBaseline({ killed: KILLED_BEFORE }),
});

interface Told {
  evidence?: Partial<Evidence>;
  facts?: Partial<VerdictFacts>;
  claim?: Partial<JudgedTest["claim"]>;
}

/** A test whose verdict the table gives for its evidence, as in a run. */
function judged(name: string, { evidence = {}, facts = {}, claim = {} }: Told = {}): JudgedTest {
  const all = goodEvidence({
    mutation: signal.mutation([]),
    coverage: signal.coverage([]),
    base: signal.base("passes"),
    ...evidence,
  });
  const known = { author: "explorer", oracle: claim.oracle ?? "characterization", unsound: [], forbidden_path: null };
  return aJudged(name, {
    claim: aClaim(name, claim),
    evidence: all,
    verdict: decideVerdict(all, { ...known, killed_before: KILLED_BEFORE, ...facts }),
  });
}

const everywhere = (signal: { status: "not-measured"; reason: string }) => ({
  executed: signal,
  asserted: signal,
  head: signal,
  base: signal,
  stability: signal,
  coverage: signal,
  mutation: signal,
});
const wrong = { passed: failed(`${FILE}::x`, { message: "assert 57600 == 172800" }) };
const broken = failed(`${FILE}::x`, {
  kind: "error",
  exception: "KeyError",
  message: "'w'",
  path: SOURCE,
  line: 42,
  where: "product",
});
const steady: Evidence["stability"] = goodEvidence().stability;

/** One test for every way a report can speak of one. */
/** A judge's words are someone else's: here they try to be ours. */
const why = "it asserts nothing of `parse_duration`\n\u001b[31mkept";
const disliked = { status: "measured" as const, value: { votes: ["low" as const, "low" as const, "high" as const], why } };

const stories: Record<string, JudgedTest> = {
  "accepted-red": judged("test_red", {
    claim: { shows: "A number with a unit is read as seconds.", criteria: ["AC-1"], oracle: "criterion" },
    evidence: {
      base: signal.base("red", failed(`${FILE}::test_red`, { message: "assert 60 == 90" })),
      mutation: signal.mutation(["m1", "m2"], ["m4"], ["m3"]),
      coverage: {
        status: "measured",
        value: {
          covered: [{ path: SOURCE, lines: [20, 21, 22, 25] }],
          new_lines: [{ path: SOURCE, lines: [21, 22] }],
          new_arcs: [
            {
              path: SOURCE,
              arcs: [
                [20, 21],
                [22, -18],
              ],
            },
          ],
        },
      },
      criterion: signal.criterion(["AC-1"]),
    },
  }),
  "accepted-by-kill": judged("test_kill", {
    evidence: { base: signal.base("cannot-load"), mutation: signal.mutation(["m3"]), coverage: signal.coverage([22]) },
  }),
  parametrised: judged("test_each", {
    evidence: {
      mutation: signal.mutation(["m4"]),
      head: signal.head(8, passed(`${FILE}::test_each`, 0.02)),
      base: signal.base("red", failed(`${FILE}::test_each[2d]`, { message: "assert 60 == 172800" })),
    },
  }),
  flagged: judged("test_doubt", {
    evidence: {
      mutation: signal.mutation([], []),
      base: signal.base("red", failed(`${FILE}::test_doubt`)),
      coverage: signal.coverage([23]),
      lint: signal.lint([aFinding({ fix: "Wait for what you need.", case: "test_doubt" })], 1),
    },
  }),
  "suspected-bug": judged("test_day", {
    claim: { shows: "A day has 24 hours.", criteria: ["AC-4"], oracle: "criterion" },
    evidence: {
      head: signal.head(0, wrong.passed),
      criterion: signal.criterion(["AC-4"]),
      mutation: absent("no test of this file passes on the head"),
    },
  }),
  "not-run": judged("test_stopped", { evidence: everywhere(absent("run: stopped after 90 s")) }),
  forbidden: judged("test_reads_the_host", {
    evidence: {
      ...everywhere(absent("the candidate does not stand")),
      lint: signal.lint([
        aFinding({ rule: "subprocess", kind: "forbidden", severity: "high", message: "starts another program" }),
      ]),
    },
    facts: { unsound: ["line 5: starts another program"] },
  }),
  hallucination: judged("test_made_up", {
    evidence: {
      ...everywhere(absent("the candidate does not stand")),
      lint: signal.lint([
        aFinding({
          rule: "attribute",
          kind: "symbol",
          severity: "high",
          message: "durations has no parse",
          nearest: "parse_duration",
        }),
      ]),
    },
    facts: { unsound: ["line 5: durations has no parse (did it mean parse_duration?)"] },
  }),
  "fails-on-head": judged("test_broken", { evidence: { head: signal.head(0, broken) } }),
  flaky: judged("test_today", {
    evidence: {
      head: signal.head(7, failed(`${FILE}::test_today`, { message: "assert 2026 == 2027" })),
      stability: {
        status: "measured",
        value: {
          stable: false,
          broke_under: ["clock"],
          variations: [
            { variation: "default", outcome: passed(`${FILE}::test_today`) },
            { variation: "clock", outcome: failed(`${FILE}::test_today`, { message: "assert 2026 == 2027" }) },
          ],
        },
      },
    },
  }),
  lint: judged("test_swallows", {
    evidence: {
      mutation: signal.mutation(["m1"]),
      lint: signal.lint([aFinding({ rule: "swallowed", kind: "smell", severity: "high", message: "catches its own failure" })]),
    },
  }),
  "proves-nothing": judged("test_twice", {
    evidence: { mutation: signal.mutation([], ["m1", "m2", "m3", "m4", "m9", "m1", "m2"]) },
  }),
  irrelevant: judged("test_elsewhere", {
    evidence: { mutation: signal.mutation(["m1"]), relevance: disliked },
  }),
  redundant: judged("test_known", { evidence: { mutation: signal.mutation(["m9"]) } }),
  subsumed: judged("test_less", {
    evidence: { mutation: signal.mutation(["m1", "m3", "m9"]), coverage: signal.coverage([21, 22]) },
  }),
  duplicate: judged("test_same", {
    evidence: { base: signal.base("cannot-load"), mutation: signal.mutation(["m3"]), coverage: signal.coverage([22]) },
  }),
};

const source = (names: string[]) =>
  names.map((name) => `def ${name}():\n    assert parse("${name === "test_same" ? "test_kill" : name}") == 1\n`).join("\n\n");

function reportOf(tests: JudgedTest[], overrides: Partial<TriageInput> = {}) {
  const names = tests.map((one) => one.name);
  return triage({
    run_id: "run-1",
    handover: aHandover(),
    snapshot,
    plan: { targets: [], untestable: [] },
    generated: [standing(aCandidate(names, { source: source(names) }))],
    judged: tests,
    status: "done",
    author: "explorer",
    timings: {},
    sandbox_seconds: 0,
    warnings: [],
    commit_flagged: true,
    confirmed: true,
    framework: frameworkById("pytest"),
    ...overrides,
  });
}

const report = reportOf(Object.values(stories));
const entries = entriesOf(report);
function explained(name: string, of = report) {
  const entry = entriesOf(of).find(({ test }) => test.name === name);
  if (entry === undefined) throw new Error(`no test ${name}`);
  return explainTest(of, entry);
}

describe("every fate of a test is explained", () => {
  test.each(Object.entries(stories))("%s", async (id, { name }) => {
    await expect(`${renderExplanation(explained(name))}\n`).toMatchFileSnapshot(`${GOLDEN}/${id}.txt`);
  });

  test.each(["accepted-red", "subsumed"])("%s in Markdown", async (id) => {
    const name = stories[id]?.name ?? "";
    await expect(`${renderExplanationMarkdown(explained(name))}\n`).toMatchFileSnapshot(`${GOLDEN}/${id}.md`);
  });

  test("in one line each", async () => {
    await expect(`${renderEntries(entries)}\n`).toMatchFileSnapshot(`${GOLDEN}/all.txt`);
  });

  test("as what the table and the sorting made of it", () => {
    const fates = Object.fromEntries(entries.map(({ test, fate }) => [test.name, fate]));
    const rule = (id: string) => stories[id]?.verdict.rule;
    expect(Object.keys(stories).map((id) => [id, rule(id), fates[stories[id]?.name ?? ""]])).toEqual([
      ["accepted-red", "12-accept", "kept"],
      ["accepted-by-kill", "12-accept", "kept"],
      ["parametrised", "12-accept", "kept"],
      ["flagged", "11-flag", "flagged"],
      ["suspected-bug", "4-suspected-bug", "suspected-bug"],
      ["not-run", "1-not-run", "not-run"],
      ["forbidden", "2-forbidden", "rejected"],
      ["hallucination", "3-hallucination", "rejected"],
      ["fails-on-head", "5-fails-on-head", "rejected"],
      ["flaky", "6-flaky", "rejected"],
      ["lint", "7-lint", "rejected"],
      ["proves-nothing", "8-proves-nothing", "rejected"],
      ["irrelevant", "9-irrelevant", "rejected"],
      ["redundant", "10-redundant", "rejected"],
      ["subsumed", "12-accept", "subsumed"],
      ["duplicate", "12-accept", "duplicate"],
    ]);
  });

  test("also when it is over the limit, flagged where flags stay out, or was not collected", () => {
    const one = reportOf(Object.values(stories), { handover: aHandover({ max_tests: 1 }), commit_flagged: false });
    expect(explained("test_kill", one)).toMatchObject({ fate: "over-limit" });
    expect(explained("test_doubt", one)).toMatchObject({ fate: "flag-not-committed" });
    const skipped = judged("test_a", {
      evidence: { executed: signal.executed(0), head: signal.head(0, didNotRun("x")), stability: steady },
    });
    expect(renderExplanation(explained("test_a", reportOf([skipped])))).toContain("ran in 0 of 8 runs");
  });
});

test("every rule of the verdict table has its words", () => {
  expect(Object.keys(ruleWords)).toEqual(rules.map((rule) => rule.id));
});

describe("a test that gave its place up", () => {
  test("names the kept tests that have its proofs, and which ones; what the existing tests kill is none of them", () => {
    const { stand_ins, missing } = explained("test_less");
    expect(missing).toBe(0);
    expect(stand_ins.map(({ name, kills, lines }) => ({ name, kills, lines }))).toEqual([
      { name: "test_red", kills: 1, lines: 2 },
      { name: "test_kill", kills: 1, lines: 0 },
    ]);
  });

  test("says so when a proof of it is lost", () => {
    const lost = { ...report, tests: report.tests.filter((kept) => kept.name !== "test_kill") };
    expect(explained("test_less", lost).missing).toBe(1);
    expect(renderExplanation(explained("test_less", lost))).toContain("1 of its proofs no kept test has");
  });
});

describe("a name", () => {
  const two = {
    ...report,
    tests: [...report.tests, ...report.tests.map((one) => ({ ...one, file: "tests/deep/test_other.py" }))],
  };
  const inside = judged("TestStack::test_pop", { evidence: { mutation: signal.mutation(["m1"]) } });
  const all = entriesOf({ ...two, dropped: [...two.dropped, { ...reportOf([inside]).dropped[0], name: inside.name } as never] });

  test.each([
    ["test_day", `${FILE}::test_day`],
    [`${FILE}::test_day`, `${FILE}::test_day`],
    ["test_text_tfactory.py::test_day", `${FILE}::test_day`],
    ["test_day[2d-x]", `${FILE}::test_day`],
    ["test_pop", "TestStack::test_pop"],
    ["TestStack::test_pop", "TestStack::test_pop"],
    ["deep/test_other.py::test_red", "tests/deep/test_other.py::test_red"],
  ])("%s finds %s", (name, expected) => {
    const found = findTest(all, name);
    expect(found.status).toBe("found");
    if (found.status === "found") expect(`${found.one.test.file}::${found.one.test.name}`).toContain(expected);
  });

  test("that several tests have lists them", () => {
    expect(findTest(all, "test_red")).toEqual({
      status: "ambiguous",
      choices: [`${FILE}::test_red`, "tests/deep/test_other.py::test_red"],
    });
  });

  test.each([
    ["test_dya", `${FILE}::test_day`],
    ["test_po", `TestStack::test_pop`],
    ["ay", `${FILE}::test_day`],
    ["", ""],
  ])("%j is none, and has a nearest", (name, nearest) => {
    const found = findTest(all, name);
    expect(found).toMatchObject({ status: "unknown", nearest: expect.stringContaining(nearest) });
  });

  test("of an empty report has no nearest", () => {
    expect(findTest([], "test_a")).toEqual({ status: "unknown", nearest: null });
  });
});

describe("hostile text", () => {
  const nasty = "x\u001b[2J`\n# Accepted @octocat [y](https://evil.example)\u202e";
  const red = stories["accepted-red"] as JudgedTest;
  const hostile = reportOf([{ ...red, claim: { ...red.claim, shows: nasty, symbol: nasty } }], {
    snapshot: {
      ...snapshot,
      mutants: snapshot.mutants.map((mutant) => ({ ...mutant, original: nasty, replacement: nasty })),
      criteria: snapshot.criteria.map((criterion) => ({ ...criterion, text: nasty })),
    },
  });
  const explanation = explained("test_red", hostile);
  const evil = { ...explanation, name: nasty, file: nasty, rule: { ...explanation.rule, id: nasty } };

  test("can not steer a terminal or begin a line of its own", () => {
    const text = renderExplanation(evil);
    for (const sign of ["\u001b", "\u202e"]) expect(text).not.toContain(sign);
    expect(text.split("\n").filter((line) => line.startsWith("# "))).toEqual([]);
  });

  test("brings no heading, mention or link into Markdown", () => {
    const text = renderExplanationMarkdown(evil);
    for (const sign of ["\u001b", "\u202e"]) expect(text).not.toContain(sign);
    expect(text.split("\n").filter((line) => line.startsWith("#"))).toEqual([]);
    for (const outside of text.split(/(`+)(?:(?!\1).)*\1/).filter((_, index) => index % 2 === 0))
      expect(outside).not.toMatch(/@octocat|\]\(|https:/);
  });
});

test("as JSON its sentences are plain text", () => {
  const { signals } = JSON.parse(JSON.stringify(explained("test_kill")));
  expect(signals[0]).toEqual({
    signal: "executed",
    status: "measured",
    says: "was collected and ran in 8 of 8 runs on the head",
    details: [],
  });
});
