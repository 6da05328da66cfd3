import type { Candidate, Claim, Finding, Generated } from "../../src/domain/candidate.ts";
import type { Criterion } from "../../src/domain/criterion.ts";
import type { Evidence } from "../../src/domain/evidence.ts";
import type { Execution } from "../../src/domain/execution.ts";
import type { Failure, Outcome } from "../../src/domain/outcome.ts";
import type { Baseline, Mutant, Snapshot } from "../../src/domain/snapshot.ts";
import type { JudgedTest, Verdict } from "../../src/domain/verdict.ts";
import type { Answer } from "../../src/frameworks/protocol.ts";

/** Values of the domain with everything ordinary; a test overrides what it is about. */

export const SOURCE = "durations/text.py";
export const FILE = "tests/test_text_tfactory.py";

export function passed(name: string, seconds = 0.01): Outcome {
  return { case: name, status: "passed", seconds };
}

export function failed(name: string, failure: Partial<Failure> = {}): Outcome {
  return {
    case: name,
    status: "failed",
    seconds: 0.01,
    failure: {
      kind: "assertion",
      exception: "AssertionError",
      message: "assert 57600 == 172800",
      path: FILE,
      line: 5,
      where: "test",
      ...failure,
    },
  };
}

export function didNotRun(name: string, reason = "skipped: needs a display"): Outcome {
  return { case: name, status: "did-not-run", reason };
}

export function timedOut(name: string): Outcome {
  return { case: name, status: "timed-out", limit_seconds: 10 };
}

export function aMutant(id: string, line = 20, overrides: Partial<Mutant> = {}): Mutant {
  return {
    id,
    path: SOURCE,
    line,
    start: line * 40,
    end: line * 40 + 7,
    original: "60 * 60",
    replacement: "60 + 60",
    operator: "arithmetic",
    ...overrides,
  };
}

export function aBaseline(overrides: Partial<Baseline> = {}): Baseline {
  return {
    status: "green",
    reason: null,
    passed: 4,
    failed: [],
    seconds: 0.2,
    covered: [],
    arcs: [],
    killed: [],
    survived: [],
    timed_out: [],
    not_run: [],
    equivalent: [],
    ...overrides,
  };
}

export function aCriterion(id: string, overrides: Partial<Criterion> = {}): Criterion {
  return {
    id,
    text: 'A number with a unit is read as seconds: `parse_duration("90s") == 90`.',
    origin: { source: "spec", path: "spec.md", line: 8 },
    examples: [],
    literals: [],
    ...overrides,
  };
}

export function aSnapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  return {
    repository: "sample/durations",
    base_sha: "b".repeat(40),
    head_sha: "d".repeat(40),
    spec_id: "parse-durations",
    framework: "pytest",
    environment: { image: "sha256:env", notes: [] },
    files: [],
    symbols: [],
    dependencies: [],
    executable: [{ path: SOURCE, lines: [20, 21, 22, 23] }],
    criteria: [],
    unrepresented_sections: [],
    project: {
      source_roots: ["."],
      test_dirs: ["tests"],
      test_style: "functions",
      fixtures: [],
      language_version: "3.12",
      framework_version: "8.3",
    },
    mutants: [aMutant("m1"), aMutant("m2", 21), aMutant("m3", 22)],
    baseline: aBaseline(),
    warnings: [],
    ...overrides,
  };
}

export function aClaim(name: string, overrides: Partial<Claim> = {}): Claim {
  return { name, shows: "", symbol: `${SOURCE}::parse_duration`, criteria: [], oracle: "characterization", ...overrides };
}

export function aFinding(overrides: Partial<Finding> = {}): Finding {
  return {
    rule: "time-sleep",
    kind: "flake",
    severity: "medium",
    path: FILE,
    line: 5,
    case: null,
    message: "sleeps for a fixed time",
    fix: null,
    answered_by: null,
    nearest: null,
    ...overrides,
  };
}

export function aCandidate(names: string[], overrides: Partial<Candidate> = {}): Candidate {
  return {
    id: "candidate-1",
    target: "target-1",
    author: "explorer",
    path: FILE,
    source: `from durations import parse_duration\n\n\n${names.map((name) => functionText(name)).join("\n\n\n")}\n`,
    claims: names.map((name) => aClaim(name)),
    ...overrides,
  };
}

function functionText(name: string): string {
  return `def ${name}():\n    assert parse_duration("${name}") == 90`;
}

/** A standing candidate whose functions each have the one case `<file>::<name>`. */
export function standing(
  candidate: Candidate,
  overrides: Partial<Generated & { status: "standing" }> = {},
): Generated & { status: "standing" } {
  return {
    status: "standing",
    refused: [],
    candidate,
    findings: [],
    cases: candidate.claims.map(({ name }) => ({ case: `${candidate.path}::${name}`, name })),
    mocks: {},
    repairs: 0,
    replans: 0,
    ...overrides,
  };
}

export const VARIATIONS = [
  "in-file",
  "again",
  "reversed",
  "random-order",
  "alone",
  "folder-order",
  "file-times",
  "late-threads",
  "draws",
  "slow-cpu",
  "seeds",
  "timezone+locale+home",
  "clock",
  "month-end",
  "leap-day",
  "dst-gap",
  "dst-overlap",
  "in-suite",
];

type Ran = Execution & { status: "ran" };

/** What a tracer says of a short test file when all of it ran. */
export function everyLineOf(path: string): { path: string; lines: number[] } {
  return { path, lines: Array.from({ length: 100 }, (_, index) => index + 1) };
}

/** An execution in which every variation on the head gave these outcomes and the base gave none. */
export function ran(outcomes: Outcome[], overrides: Partial<Ran> = {}): Ran {
  return {
    status: "ran",
    head: VARIATIONS.map((variation) => ({ variation, status: "finished", outcomes })),
    base: null,
    base_problem: { kind: "cannot-load", reason: "ImportError: cannot import name 'parse_duration'" },
    base_stripped: [],
    coverage: outcomes.map((outcome) => ({
      case: outcome.case,
      lines: [{ path: SOURCE, lines: [20] }, everyLineOf(FILE)],
      arcs: [],
    })),
    matrix: { status: "not-measured", reason: "no mutant was tried" },
    ...overrides,
  };
}

type MutantResults = Answer<"mutate">["mutants"][number]["results"];

/** The runner's answer to `mutate`: for each mutant id what each case did. */
export function matrix(
  results: Record<string, Record<string, MutantResults[number]["result"]>>,
  cases: string[],
): Answer<"mutate"> {
  return {
    mutants: Object.entries(results).map(([id, by_case]) => ({
      id,
      status: "ran",
      reason: null,
      results: Object.entries(by_case).map(([name, result]) => ({ group: "candidate", case: name, result, exception: null })),
    })),
    baseline: cases.map((name) => ({ group: "candidate", outcome: passed(name) })),
  };
}

function measured<T>(value: T): { status: "measured"; value: T } {
  return { status: "measured", value };
}

export function absent(reason = "the container crashed"): { status: "not-measured"; reason: string } {
  return { status: "not-measured", reason };
}

/** The evidence of a test that deserves to be accepted: green, stable, RED on the base, two kills, two new lines. */
export function goodEvidence(overrides: Partial<Evidence> = {}): Evidence {
  const name = `${FILE}::test_a`;
  return {
    executed: measured({ runs: 8, executed: 8 }),
    asserted: measured({ ran: 1, of: 1 }),
    head: measured({ runs: 8, passed: 8, outcome: passed(name) }),
    base: measured({ result: "red", outcome: failed(name, { message: "assert 60 == 3600" }), stripped: "passes" }),
    stability: measured({
      stable: true,
      broke_under: [],
      variations: VARIATIONS.map((variation) => ({ variation, outcome: passed(name) })),
    }),
    coverage: measured({
      covered: [{ path: SOURCE, lines: [20, 21] }],
      new_lines: [{ path: SOURCE, lines: [20, 21] }],
      new_arcs: [],
    }),
    mutation: measured({ kills: ["m1", "m2"], killed_by_error: [], survived: [], timed_out: [], not_run: [] }),
    lint: measured({ findings: [], mocks: 0 }),
    criterion: measured({ claims: [], unknown: [], missing_literals: [] }),
    relevance: absent("no judge: no model wrote this test"),
    ...overrides,
  };
}

/** Signals by their short form, for evidence that differs in one of them. */
export const signal = {
  executed: (executed: number, runs = 8): Evidence["executed"] => measured({ runs, executed }),
  asserted: (ran: number, of = 1): Evidence["asserted"] => measured({ ran, of }),
  head: (passes: number, outcome: Outcome, runs = 8): Evidence["head"] => measured({ runs, passed: passes, outcome }),
  base: (result: "red" | "passes" | "cannot-load" | "did-not-run", outcome: Outcome | null = null): Evidence["base"] =>
    measured({ result, outcome, stripped: result === "red" ? "passes" : "not-run" }),
  stability: (broke_under: string[]): Evidence["stability"] =>
    measured({ stable: broke_under.length === 0, broke_under, variations: [] }),
  coverage: (new_lines: number[]): Evidence["coverage"] => {
    const files = new_lines.length > 0 ? [{ path: SOURCE, lines: new_lines }] : [];
    return measured({ covered: files, new_lines: files, new_arcs: [] });
  },
  mutation: (kills: string[], survived: string[] = [], timed_out: string[] = []): Evidence["mutation"] =>
    measured({ kills, killed_by_error: [], survived, timed_out, not_run: [] }),
  lint: (findings: Finding[], mocks = 0): Evidence["lint"] => measured({ findings, mocks }),
  criterion: (claims: string[], unknown: string[] = [], missing_literals: string[] = []): Evidence["criterion"] =>
    measured({ claims, unknown, missing_literals }),
  relevance: (votes: ("high" | "medium" | "low")[]): Evidence["relevance"] => measured({ votes }),
};

const ACCEPTED: Verdict = { kind: "accept", rule: "12-accept", reasons: ["kills 2 mutants of the changed lines"] };

export function aJudged(name: string, overrides: Partial<JudgedTest> = {}): JudgedTest {
  return {
    name,
    candidate: "candidate-1",
    target: "target-1",
    path: FILE,
    author: "explorer",
    claim: aClaim(name),
    cases: [`${FILE}::${name}`],
    evidence: goodEvidence(),
    verdict: ACCEPTED,
    ...overrides,
  };
}
