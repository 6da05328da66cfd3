import type { DroppedTest, Report, ReportedTest } from "../../../../domain/report.ts";
import { ruleWords } from "../../../shared/rule-words.ts";
import { type StandIn, standInsOf } from "../../stand-ins.ts";
import { type ExplainedSignal, explainSignals } from "./explain-signals.ts";
import { ours, quoted, type Sentence, say } from "./sentence.ts";

/** What became of a test. */
export type Fate = "kept" | "flagged" | "suspected-bug" | DroppedTest["dropped_because"];

/** Everything a report knows of one test, in words. */
export interface Explanation {
  name: string;
  file: string;
  fate: Fate;
  says: Sentence;
  shows: string;
  symbol: string | null;
  expected: Sentence;
  criteria: { id: string; text: string; grade: string }[];
  signals: ExplainedSignal[];
  /** The row of the verdict table that decided, what it says, and what it found here. */
  rule: { id: string; says: string; reasons: Sentence[] };
  /** For a test whose place others took: who has its proofs, and how many nobody has. */
  stand_ins: StandIn[];
  missing: number;
  /** The command that proves it again; `null`: the report does not hold its source. */
  replay: string | null;
}

/** A test of a report and what became of it. */
export interface Entry {
  test: ReportedTest;
  fate: Fate;
}

/** All tests of a report: kept, suspected bugs, dropped, in the report's order. */
export function entriesOf(report: Pick<Report, "tests" | "suspected_bugs" | "dropped">): Entry[] {
  return [
    ...report.tests.map((test) => ({ test, fate: test.verdict.kind === "flag" ? ("flagged" as const) : ("kept" as const) })),
    ...report.suspected_bugs.map((test) => ({ test, fate: "suspected-bug" as const })),
    ...report.dropped.map((test) => ({ test, fate: test.dropped_because })),
  ];
}

/** Why a test is where it is. Pure. */
export function explainTest(report: Report, { test, fate }: Entry): Explanation {
  const superseded = fate === "subsumed" || fate === "duplicate";
  const { stand_ins, missing } = superseded ? standInsOf(test, report) : { stand_ins: [], missing: 0 };
  const { rule } = test.verdict;
  return {
    name: test.name,
    file: test.file,
    fate,
    says: FATES[fate],
    shows: test.shows,
    symbol: test.symbol,
    expected: EXPECTED[test.oracle],
    criteria: report.criteria
      .filter((criterion) => test.criteria.includes(criterion.id))
      .map(({ id, text, grade }) => ({ id, text, grade })),
    signals: explainSignals(test, report),
    rule: { id: rule, says: ruleWords[rule] ?? "a rule this TFactory does not know", reasons: test.verdict.reasons.map(quoted) },
    stand_ins,
    missing,
    replay: sourceIsKnown(report, test, fate) ? test.replay : null,
  };
}

const FATES: Readonly<Record<Fate, Sentence>> = {
  kept: ours("Kept: it is committed."),
  flagged: ours("Kept with a flag: it is committed under a comment that says so."),
  "suspected-bug": ours("A suspected bug: it fails on the head, and someone stated what it expects. It is not committed."),
  rejected: ours("Not kept: rejected."),
  duplicate: ours(
    "Not kept: another test does the same and proves the same. Preferred is what is not flagged, RED, for more criteria, with a stated value, fewer findings and mocks, not slow, shorter.",
  ),
  subsumed: ours("Not kept: the kept tests prove all it proves."),
  "flag-not-committed": ours("Not kept: it is flagged, and flagged tests are not committed here."),
  "not-run": ours("Not kept: it could not be run, so nothing is known of it."),
  "over-limit": ours("Not kept: the limit of tests was reached by tests that prove more."),
};

const EXPECTED: Readonly<Record<ReportedTest["oracle"], Sentence>> = {
  criterion: ours("The value it expects is the criterion's."),
  docstring: ours("The value it expects is the docstring's."),
  characterization: ours("The value it expects is what the head gives: it pins what the code does."),
};

function sourceIsKnown(report: Report, { file }: ReportedTest, fate: Fate): boolean {
  const files =
    fate === "kept" || fate === "flagged" ? report.files : fate === "suspected-bug" ? report.bug_files : report.dropped_files;
  return files.some((one) => one.path === file);
}

/** `2 kills, 3 lines and AC claims`, of a stand-in. */
export function standInWords({ name, file, ...has }: StandIn): Sentence {
  const parts = [
    ...(has.red ? ["RED"] : []),
    ...counted(has.kills, "kill"),
    ...counted(has.lines, "line"),
    ...counted(has.ways, "way"),
    ...counted(has.criteria, "criterion", "criteria"),
  ];
  return say`${`${file}::${name}`} has ${ours(parts.join(", "))} of it`;
}

function counted(number: number, noun: string, plural = `${noun}s`): string[] {
  return number === 0 ? [] : [`${number} ${number === 1 ? noun : plural}`];
}
