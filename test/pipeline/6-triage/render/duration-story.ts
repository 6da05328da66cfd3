import type { Claim } from "../../../../src/domain/candidate.ts";
import type { Criterion } from "../../../../src/domain/criterion.ts";
import type { Evidence } from "../../../../src/domain/evidence.ts";
import type { Report } from "../../../../src/domain/report.ts";
import type { JudgedTest, Verdict } from "../../../../src/domain/verdict.ts";
import { frameworkById } from "../../../../src/frameworks/index.ts";
import { type TriageInput, triage } from "../../../../src/pipeline/6-triage/triage.ts";
import { aHandover } from "../../../fakes/a-handover.ts";
import {
  aBaseline,
  aCandidate,
  aClaim,
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
} from "../../builders.ts";

/** The change of `fixtures/repos/pytest-duration` as a run sees it, for the golden reports. */

const BUDGET = "durations/budget.py";
const BUDGET_FILE = "tests/test_budget_tfactory.py";

const mutants = [
  aMutant("text-1", 34, { original: "stripped", replacement: "not stripped", operator: "negate" }),
  aMutant("text-2", 37, { original: "is None", replacement: "is not None", operator: "comparison" }),
  aMutant("text-3", 41, { original: '"unknown unit: {unit}"', replacement: '""', operator: "string" }),
  aMutant("text-4", 42, {
    original: "int(amount) * UNITS[unit]",
    replacement: "int(amount) / UNITS[unit]",
    operator: "arithmetic",
  }),
  aMutant("text-5", 42, { original: "+=", replacement: "=", operator: "assignment" }),
  aMutant("text-6", 17, { original: "3600", replacement: "3601", operator: "number" }),
  aMutant("text-7", 43, { original: "part.end()", replacement: "part.start()", operator: "call" }),
  aMutant("budget-1", 27, {
    path: BUDGET,
    original: "seconds > self.left",
    replacement: "seconds >= self.left",
    operator: "comparison",
  }),
  aMutant("budget-2", 25, { path: BUDGET, original: "seconds < 0", replacement: "seconds <= 0", operator: "comparison" }),
  aMutant("budget-3", 34, { path: BUDGET, original: "1.0", replacement: "2.0", operator: "number" }),
];

const texts: Record<string, string> = {
  "AC-1": 'A number with a unit is read as seconds: `parse_duration("90s") == 90`.',
  "AC-2": 'Units can be combined: `parse_duration("1h30m") == 5400`.',
  "AC-3": 'Blanks between the parts do not matter: `parse_duration("1h 30m") == 5400`.',
  "AC-4": 'A day has 24 hours: `parse_duration("2d") == 172800`.',
  "AC-5": 'An unknown unit is refused: `parse_duration("3w")` raises `ValueError("unknown unit: w")`.',
  "AC-6": "Reading a duration is quick.",
};
const criteria = Object.entries(texts).map(
  ([id, text], index): Criterion => ({
    id,
    text,
    origin: { source: "spec", path: "spec.md", line: 8 + index },
    examples: [],
    literals: [],
  }),
);

const snapshot = aSnapshot({
  criteria,
  mutants,
  executable: [
    { path: SOURCE, lines: [17, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43] },
    { path: BUDGET, lines: [22, 25, 26, 27, 28, 29, 30, 34] },
  ],
  baseline: aBaseline({
    killed: ["text-6"],
    survived: ["text-1", "text-2", "text-4", "text-5"],
    covered: [{ path: SOURCE, lines: [17, 31, 32, 33, 34, 36, 37, 39, 42] }],
  }),
  unrepresented_sections: ["Not part of this change"],
});

interface Told {
  shows: string;
  criterion?: string;
  oracle?: Claim["oracle"];
  kills: string[];
  red?: boolean;
  path?: string;
  lines?: number[];
  evidence?: Partial<Evidence>;
  verdict?: Verdict;
}

/** One judged test of the story, accepted unless it says otherwise. */
export function told(name: string, { shows, criterion, oracle, kills, red, path, lines, evidence, verdict }: Told): JudgedTest {
  const file = path ?? FILE;
  const source = file === FILE ? SOURCE : BUDGET;
  const covered = lines === undefined ? [] : [{ path: source, lines }];
  const reasons = [
    ...(red ? ["fails on the base and passes on the head"] : []),
    ...(kills.length > 0 ? [`kills ${kills.length} mutants of the changed lines`] : []),
  ];
  return aJudged(name, {
    path: file,
    claim: aClaim(name, {
      shows,
      symbol: `${source}::${file === FILE ? "parse_duration" : "Budget.spend"}`,
      criteria: criterion === undefined ? [] : [criterion],
      oracle: oracle ?? (criterion === undefined ? "characterization" : "criterion"),
    }),
    evidence: goodEvidence({
      base: red ? signal.base("red", failed(`${file}::${name}`, { message: "assert 60 == 5400" })) : signal.base("cannot-load"),
      mutation: signal.mutation(kills),
      coverage: { status: "measured", value: { covered, new_lines: covered, new_arcs: [] } },
      criterion: signal.criterion(criterion === undefined ? [] : [criterion]),
      head: signal.head(8, passed(`${file}::${name}`)),
      ...evidence,
    }),
    verdict: verdict ?? { kind: "accept", rule: "12-accept", reasons },
  });
}

export const good = [
  told("test_a_number_with_a_unit_is_read_as_seconds", {
    shows: "A number with a unit is read as seconds.",
    criterion: "AC-1",
    kills: ["text-2", "text-4"],
  }),
  told("test_units_can_be_combined", {
    shows: "Units can be combined.",
    criterion: "AC-2",
    kills: ["text-4", "text-5", "text-7"],
    red: true,
    lines: [43],
  }),
  told("test_blanks_between_the_parts_do_not_matter", {
    shows: "Blanks between the parts do not matter.",
    criterion: "AC-3",
    kills: ["text-5"],
    red: true,
  }),
  told("test_an_unknown_unit_is_refused", {
    shows: "An unknown unit is refused.",
    criterion: "AC-5",
    kills: ["text-3"],
    lines: [40, 41],
  }),
  told("test_spending_all_that_is_left_is_allowed", {
    shows: "Spending exactly what is left is allowed.",
    kills: ["budget-1"],
    path: BUDGET_FILE,
    lines: [22, 25, 27, 29, 30],
  }),
  told("test_an_empty_text_is_refused", {
    shows: "An empty text is refused.",
    kills: ["text-1"],
    lines: [35],
    evidence: { lint: signal.lint([aFinding({ rule: "broad-raises", kind: "smell", message: "expects any ValueError" })]) },
    verdict: { kind: "flag", rule: "11-flag", reasons: ["broad-raises (line 31): expects any ValueError"] },
  }),
  told("test_ninety_seconds", {
    shows: "Ninety seconds are ninety.",
    kills: ["text-4"],
  }),
  told("test_parse_duration_twice", {
    shows: "Reading twice gives the same.",
    kills: [],
    verdict: {
      kind: "reject",
      rule: "8-proves-nothing",
      reasons: ["kills no mutant of the changed lines, and on the base it passes too"],
    },
  }),
  told("test_budget_started_today", {
    shows: "A budget starts today.",
    kills: [],
    path: BUDGET_FILE,
    evidence: { stability: signal.stability(["clock"]) },
    verdict: { kind: "reject", rule: "6-flaky", reasons: ["the result differs under clock"] },
  }),
];

export const dayBug = told("test_a_day_has_24_hours", {
  shows: "A day has 24 hours.",
  criterion: "AC-4",
  kills: [],
  evidence: {
    head: signal.head(
      0,
      failed(`${FILE}::test_a_day_has_24_hours`, { message: 'assert 57600 == 172800\n +  where 57600 = parse_duration("2d")' }),
    ),
  },
  verdict: {
    kind: "suspected-bug",
    rule: "4-suspected-bug",
    reasons: ["fails on the head in all 8 runs: AssertionError: assert 57600 == 172800", "the expected value is that of AC-4"],
  },
});

/** The report of these tests, confirmed as it would be before it is published. */
export function report(judged: JudgedTest[], overrides: Partial<TriageInput> = {}): Report {
  const paths = [...new Set(judged.map((test) => test.path))];
  return triage({
    run_id: "run-1",
    handover: aHandover({ repository: "sample/durations", pull_request: 7 }),
    snapshot,
    plan: { targets: [], untestable: [{ criterion: "AC-6", reason: "It names no value a test could compare." }] },
    generated: paths.map((path) =>
      standing(
        aCandidate(
          judged.filter((test) => test.path === path).map((test) => test.name),
          { path },
        ),
      ),
    ),
    judged,
    status: "done",
    author: "explorer",
    timings: { snapshot: 9.2, plan: 0.1, generate: 14.8, execute: 11.3, evaluate: 6.4, triage: 3.1, publish: 0.2 },
    sandbox_seconds: 39.6,
    warnings: [],
    commit_flagged: true,
    confirmed: true,
    framework: frameworkById("pytest"),
    ...overrides,
  });
}

export const storySnapshot = snapshot;
