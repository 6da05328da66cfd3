import { describe, expect, test } from "vitest";
import type { Evidence } from "../../../src/domain/evidence.ts";
import { neededSignals, signalNeeds } from "../../../src/pipeline/5-evaluate/fail-closed.ts";
import { decideVerdict, rules, type VerdictFacts } from "../../../src/pipeline/5-evaluate/verdict.ts";
import { absent, aFinding, didNotRun, FILE, failed, goodEvidence, signal, timedOut } from "../builders.ts";

const name = `${FILE}::test_a`;
const facts: VerdictFacts = {
  author: "explorer",
  oracle: "characterization",
  unsound: [],
  forbidden_path: null,
  killed_before: [],
};

function verdict(evidence: Partial<Evidence>, overrides: Partial<VerdictFacts> = {}) {
  return decideVerdict(goodEvidence(evidence), { ...facts, ...overrides });
}

const failing = { head: signal.head(0, failed(name)) };
const unproven = { base: signal.base("passes"), mutation: signal.mutation([], ["m1"]) };

interface Row {
  what: string;
  evidence: Partial<Evidence>;
  facts?: Partial<VerdictFacts>;
  rule: string;
  kind: string;
}

const rows: Row[] = [
  { what: "the container crashed", evidence: { executed: absent(), head: absent() }, rule: "1-not-run", kind: "not-run" },
  { what: "no run on the head gave a result", evidence: { head: absent() }, rule: "1-not-run", kind: "not-run" },
  {
    what: "a path we may not commit to",
    evidence: {},
    facts: { forbidden_path: "a file at setup.py may not be committed" },
    rule: "2-forbidden",
    kind: "reject",
  },
  {
    what: "forbidden behaviour, however mild",
    evidence: { lint: signal.lint([aFinding({ kind: "forbidden", severity: "low" })]) },
    rule: "2-forbidden",
    kind: "reject",
  },
  {
    what: "a symbol that does not exist",
    evidence: { executed: absent(), head: absent() },
    facts: { unsound: ["line 3: no attribute parse_durations"] },
    rule: "3-hallucination",
    kind: "reject",
  },
  {
    what: "the head contradicts a criterion by assertion in every run",
    evidence: { ...failing, criterion: signal.criterion(["AC-4"]) },
    facts: { oracle: "criterion" },
    rule: "4-suspected-bug",
    kind: "suspected-bug",
  },
  {
    what: "the head contradicts a docstring by assertion in every run",
    evidence: failing,
    facts: { oracle: "docstring" },
    rule: "4-suspected-bug",
    kind: "suspected-bug",
  },
  { what: "the author's own expectation fails", evidence: failing, rule: "5-fails-on-head", kind: "reject" },
  {
    what: "a criterion's test fails by an error",
    evidence: {
      head: signal.head(0, failed(name, { kind: "error", exception: "KeyError" })),
      criterion: signal.criterion(["AC-4"]),
    },
    facts: { oracle: "criterion" },
    rule: "5-fails-on-head",
    kind: "reject",
  },
  {
    what: "a failing test of a criterion that does not exist",
    evidence: { ...failing, criterion: signal.criterion([], ["AC-99"]) },
    facts: { oracle: "criterion" },
    rule: "5-fails-on-head",
    kind: "reject",
  },
  {
    what: "a failing test without the criterion's literals",
    evidence: { ...failing, criterion: signal.criterion(["AC-4"], [], ["172800"]) },
    facts: { oracle: "criterion" },
    rule: "5-fails-on-head",
    kind: "reject",
  },
  {
    what: "an endless loop",
    evidence: { head: signal.head(0, timedOut(name)) },
    facts: { oracle: "criterion" },
    rule: "5-fails-on-head",
    kind: "reject",
  },
  {
    what: "every run skipped it",
    evidence: { executed: signal.executed(0), head: signal.head(0, didNotRun(name)) },
    rule: "5-fails-on-head",
    kind: "reject",
  },
  {
    what: "RED on the base and two kills, but its assertions never ran on the head",
    evidence: { asserted: signal.asserted(0, 2) },
    rule: "8-proves-nothing",
    kind: "reject",
  },
  {
    what: "nobody saw which of its lines ran",
    evidence: { asserted: absent() },
    rule: "11-flag",
    kind: "flag",
  },
  {
    what: "one order breaks it",
    evidence: { stability: signal.stability(["reversed"]), head: signal.head(7, failed(name)) },
    rule: "6-flaky",
    kind: "reject",
  },
  {
    what: "it fails once and stability was not measured",
    evidence: { stability: absent(), head: signal.head(7, failed(name)) },
    rule: "6-flaky",
    kind: "reject",
  },
  {
    what: "a severe finding",
    evidence: { lint: signal.lint([aFinding({ severity: "high", kind: "smell" })]) },
    rule: "7-lint",
    kind: "reject",
  },
  { what: "no kill and green on the base", evidence: unproven, rule: "8-proves-nothing", kind: "reject" },
  {
    what: "no kill and not loadable on the base",
    evidence: { ...unproven, base: signal.base("cannot-load") },
    rule: "8-proves-nothing",
    kind: "reject",
  },
  {
    what: "no kill and the base did not run",
    evidence: { ...unproven, base: signal.base("did-not-run") },
    rule: "8-proves-nothing",
    kind: "reject",
  },
  {
    what: "only crashes and timeouts under mutants",
    evidence: {
      base: signal.base("passes"),
      mutation: {
        status: "measured",
        value: { kills: [], killed_by_error: ["m1"], survived: [], timed_out: ["m2"], not_run: [] },
      },
    },
    rule: "8-proves-nothing",
    kind: "reject",
  },
  {
    what: "no mutant could be made and nothing new is covered",
    evidence: { base: signal.base("passes"), mutation: absent(), coverage: signal.coverage([]) },
    rule: "8-proves-nothing",
    kind: "reject",
  },
  {
    what: "a majority of judges says low",
    evidence: { relevance: signal.relevance(["low", "low", "high"]) },
    facts: { author: "anthropic" },
    rule: "9-irrelevant",
    kind: "reject",
  },
  {
    what: "the existing tests kill and cover the same",
    evidence: { mutation: signal.mutation(["m1"]), coverage: signal.coverage([]) },
    facts: { killed_before: ["m1", "m2"] },
    rule: "10-redundant",
    kind: "reject",
  },
  {
    what: "a medium finding",
    evidence: { lint: signal.lint([aFinding({ severity: "medium" })]) },
    rule: "11-flag",
    kind: "flag",
  },
  { what: "three mocks", evidence: { lint: signal.lint([], 3) }, rule: "11-flag", kind: "flag" },
  {
    what: "judges without a majority for high",
    evidence: { relevance: signal.relevance(["high", "medium", "low"]) },
    facts: { author: "anthropic" },
    rule: "11-flag",
    kind: "flag",
  },
  { what: "a model's test without a judge", evidence: {}, facts: { author: "anthropic" }, rule: "11-flag", kind: "flag" },
  { what: "a test of an author nobody knows", evidence: {}, facts: { author: "someone" }, rule: "11-flag", kind: "flag" },
  { what: "a variation that did not come to its end", evidence: { stability: absent() }, rule: "11-flag", kind: "flag" },
  { what: "RED, but mutation was not measured", evidence: { mutation: absent() }, rule: "11-flag", kind: "flag" },
  {
    what: "no mutant could be made, but new lines are covered",
    evidence: { base: signal.base("passes"), mutation: absent("no mutant can be made of the changed lines") },
    rule: "11-flag",
    kind: "flag",
  },
  {
    what: "it claims a criterion that does not exist",
    evidence: { criterion: signal.criterion([], ["AC-99"]) },
    rule: "11-flag",
    kind: "flag",
  },
  {
    what: "it lacks the literal its criterion names",
    evidence: { criterion: signal.criterion(["AC-4"], [], ["172800"]) },
    rule: "11-flag",
    kind: "flag",
  },
  {
    what: "nothing new is seen and the existing suite's kills are not known",
    evidence: { coverage: signal.coverage([]) },
    facts: { killed_before: null },
    rule: "11-flag",
    kind: "flag",
  },
  {
    what: "kills what the existing tests kill, and coverage was not measured",
    evidence: { mutation: signal.mutation(["m1"]), coverage: absent() },
    facts: { killed_before: ["m1"] },
    rule: "11-flag",
    kind: "flag",
  },
  { what: "RED and kills", evidence: {}, rule: "12-accept", kind: "accept" },
  { what: "RED alone", evidence: { mutation: signal.mutation([], ["m1"]) }, rule: "12-accept", kind: "accept" },
  {
    what: "a kill alone, the symbol being new",
    evidence: { base: signal.base("cannot-load") },
    rule: "12-accept",
    kind: "accept",
  },
  {
    what: "old kills and old lines, but a criterion of its own",
    evidence: { mutation: signal.mutation(["m1"]), coverage: signal.coverage([]), criterion: signal.criterion(["AC-1"]) },
    facts: { killed_before: ["m1"] },
    rule: "12-accept",
    kind: "accept",
  },
  {
    what: "a model's test that the judges find relevant",
    evidence: { relevance: signal.relevance(["high", "high", "low"]) },
    facts: { author: "anthropic" },
    rule: "12-accept",
    kind: "accept",
  },
];

describe("each row of the verdict table", () => {
  test.each(rows)("$rule: $what", ({ evidence, facts, rule, kind }) => {
    expect(verdict(evidence, facts)).toMatchObject({ rule, kind });
  });

  test("has at least one test", () => {
    expect(new Set(rows.map((row) => row.rule))).toEqual(new Set(rules.map((rule) => rule.id)));
  });

  test("gives a reason a person can read", () => {
    for (const row of rows) {
      const { reasons } = verdict(row.evidence, row.facts);
      expect(reasons.length, row.what).toBeGreaterThan(0);
      expect(reasons.join(), row.what).not.toContain("undefined");
    }
  });
});

/** For every pair of rules, evidence that fits both: the first one decides. */
describe("the first row that matches decides", () => {
  const suspected = { ...failing, criterion: signal.criterion(["AC-4"]) };
  const severe = signal.lint([aFinding({ severity: "high" })]);
  const forbidden = signal.lint([aFinding({ kind: "forbidden" })]);
  const pairs: (Row & { over: string })[] = [
    { what: "", evidence: { head: absent(), lint: forbidden }, rule: "1-not-run", over: "2-forbidden", kind: "not-run" },
    {
      what: "",
      evidence: { lint: forbidden },
      facts: { unsound: ["line 1: no such name"] },
      rule: "2-forbidden",
      over: "3-hallucination",
      kind: "reject",
    },
    {
      what: "",
      evidence: suspected,
      facts: { oracle: "criterion", unsound: ["line 5: no such name"] },
      rule: "3-hallucination",
      over: "4-suspected-bug",
      kind: "reject",
    },
    {
      what: "",
      evidence: { ...suspected, ...unproven, lint: severe },
      facts: { oracle: "criterion" },
      rule: "4-suspected-bug",
      over: "7-lint",
      kind: "suspected-bug",
    },
    {
      what: "",
      evidence: { ...failing, stability: signal.stability(["clock"]) },
      rule: "5-fails-on-head",
      over: "6-flaky",
      kind: "reject",
    },
    {
      what: "",
      evidence: { stability: signal.stability(["clock"]), lint: severe },
      rule: "6-flaky",
      over: "7-lint",
      kind: "reject",
    },
    { what: "", evidence: { ...unproven, lint: severe }, rule: "7-lint", over: "8-proves-nothing", kind: "reject" },
    {
      what: "",
      evidence: { ...unproven, relevance: signal.relevance(["low"]) },
      rule: "8-proves-nothing",
      over: "9-irrelevant",
      kind: "reject",
    },
    {
      what: "",
      evidence: { mutation: signal.mutation(["m1"]), coverage: signal.coverage([]), relevance: signal.relevance(["low"]) },
      facts: { killed_before: ["m1"] },
      rule: "9-irrelevant",
      over: "10-redundant",
      kind: "reject",
    },
    {
      what: "",
      evidence: { mutation: signal.mutation(["m1"]), coverage: signal.coverage([]), stability: absent() },
      facts: { killed_before: ["m1"] },
      rule: "10-redundant",
      over: "11-flag",
      kind: "reject",
    },
  ];
  test.each(pairs)("$rule before $over", ({ evidence, facts, rule }) => {
    expect(verdict(evidence, facts).rule).toBe(rule);
  });
});

describe("a needed signal that was not measured", () => {
  /** Numbers in [0, 1) that are the same in every run (mulberry32). */
  function random(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  function anyEvidence(next: () => number): Evidence {
    const pick = <T>(choices: T[]): T => choices[Math.floor(next() * choices.length)] as T;
    return {
      executed: pick([absent(), signal.executed(8), signal.executed(0)]),
      asserted: pick([absent(), signal.asserted(1), signal.asserted(0)]),
      head: pick([absent(), goodEvidence().head, signal.head(0, failed(name)), signal.head(3, timedOut(name))]),
      base: pick([absent(), signal.base("red"), signal.base("passes"), signal.base("cannot-load"), signal.base("did-not-run")]),
      stability: pick([absent(), signal.stability([]), signal.stability(["clock"])]),
      coverage: pick([absent(), signal.coverage([20]), signal.coverage([])]),
      mutation: pick([absent(), signal.mutation(["m1"]), signal.mutation([], ["m1"])]),
      lint: pick([absent(), signal.lint([]), signal.lint([aFinding()]), signal.lint([], 5)]),
      criterion: pick([absent(), signal.criterion([]), signal.criterion(["AC-1"]), signal.criterion([], ["AC-9"])]),
      relevance: pick([absent(), signal.relevance(["high"]), signal.relevance(["low"]), signal.relevance([])]),
    };
  }

  test("is never accepted, whatever else the evidence says", () => {
    const next = random(20260131);
    let accepted = 0;
    for (let round = 0; round < 20_000; round++) {
      const evidence = anyEvidence(next);
      const author = next() < 0.5 ? "explorer" : "anthropic";
      const { kind } = decideVerdict(evidence, { ...facts, author });
      const missing = neededSignals(author).filter((signal_name) => evidence[signal_name].status === "not-measured");
      if (kind === "accept") accepted += 1;
      if (missing.length > 0) expect(kind, missing.join()).not.toBe("accept");
    }
    expect(accepted).toBeGreaterThan(0);
  });

  test("an accepted test kills a mutant or is RED on the base, passes every run and is stable", () => {
    const next = random(7);
    for (let round = 0; round < 20_000; round++) {
      const { head, base, mutation, stability, ...rest } = anyEvidence(next);
      const { kind } = decideVerdict({ head, base, mutation, stability, ...rest }, facts);
      if (kind !== "accept") continue;
      expect(head.status === "measured" && head.value.passed === head.value.runs).toBe(true);
      expect(stability.status === "measured" && stability.value.stable).toBe(true);
      const red = base.status === "measured" && base.value.result === "red";
      expect(red || (mutation.status === "measured" && mutation.value.kills.length > 0)).toBe(true);
    }
  });

  test("relevance is needed only when a model wrote the test", () => {
    expect(neededSignals("explorer")).toEqual(["executed", "asserted", "head", "stability", "mutation", "lint", "criterion"]);
    expect(neededSignals("anthropic")).toEqual([...neededSignals("explorer"), "relevance"]);
    expect(Object.keys(signalNeeds).sort()).toEqual(Object.keys(goodEvidence()).sort());
  });
});
