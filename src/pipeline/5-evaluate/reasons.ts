import type { Finding } from "../../domain/candidate.ts";
import type { Evidence, SignalName } from "../../domain/evidence.ts";
import { describeOutcome } from "../shared/describe-outcome.ts";
import { describeVariation } from "../shared/describe-variation.ts";
import { neededSignals } from "./fail-closed.ts";
import type { VerdictFacts } from "./verdict.ts";

/** One function per row of the verdict table: why the row matches, as sentences for a person; empty when it does not. */
type Reasons = (evidence: Evidence, facts: VerdictFacts) => string[];

type Measured<S extends SignalName> = Extract<Evidence[S], { status: "measured" }>["value"];

/** More mocks than this and the test mostly talks to itself (36 % of machine-written test commits add mocks, arXiv 2602.00409). */
const MOCK_BUDGET = 2;

/** A candidate that does not stand was not run on purpose: that is rule 3. */
export const notRun: Reasons = ({ executed, head }, facts) => {
  if (facts.unsound.length > 0 || facts.forbidden_path !== null) return [];
  if (executed.status === "not-measured") return [executed.reason];
  return head.status === "not-measured" ? [head.reason] : [];
};

export const forbidden: Reasons = ({ lint }, facts) => {
  const path = facts.forbidden_path === null ? [] : [facts.forbidden_path];
  return [...path, ...findingsOf(lint, (finding) => finding.kind === "forbidden").map(sentence)];
};

/** Every run failed by an assertion, and the expected value is not the author's own. */
export const suspectedBug: Reasons = ({ executed, head, criterion }, facts) => {
  if (head.status === "not-measured" || executed.status === "not-measured" || criterion.status === "not-measured") return [];
  const { runs, passed, outcome } = head.value;
  const always =
    passed === 0 && executed.value.executed === runs && outcome.status === "failed" && outcome.failure.kind === "assertion";
  if (!always) return [];
  const failed = `fails on the head in all ${runs} runs: ${describeOutcome(outcome)}`;
  if (facts.oracle === "docstring") return [failed, "the expected value is the docstring's"];
  if (facts.oracle === "characterization" || criterion.value.claims.length === 0) return [];
  if (criterion.value.missing_literals.length > 0) return [];
  return [failed, `the expected value is that of ${criterion.value.claims.join(", ")}`];
};

export const failsOnHead: Reasons = ({ executed, head }) => {
  if (head.status === "not-measured" || executed.status === "not-measured") return [];
  if (executed.value.executed === 0) return [`executed nothing: ${describeOutcome(head.value.outcome)}`];
  return head.value.passed === 0 ? [`fails on the head: ${describeOutcome(head.value.outcome)}`] : [];
};

export const flaky: Reasons = ({ head, stability }) => {
  if (stability.status === "measured" && !stability.value.stable) {
    return [describeInstability(stability.value)];
  }
  if (head.status === "not-measured" || head.value.passed === head.value.runs) return [];
  return [`passes in ${head.value.passed} of ${head.value.runs} runs on the head`];
};

export const severeLint: Reasons = ({ lint }) => findingsOf(lint, (finding) => finding.severity === "high").map(sentence);

/** Coverage alone never proves a test; it only keeps one whose mutants could not be measured for a person to look at. */
export const provesNothing: Reasons = ({ asserted, base, coverage, mutation }) => {
  if (asserted.status === "measured" && asserted.value.ran === 0) {
    const { of } = asserted.value;
    return [of === 1 ? "its only assertion never ran on the head" : `none of its ${of} assertions ran on the head`];
  }
  if (isRed(base) || killsOf(mutation).length > 0) return [];
  const on_base = `on the base it ${describeBase(base)}`;
  if (mutation.status === "measured") return [`kills no mutant of the changed lines, and ${on_base}`];
  if (coversNew(coverage)) return [];
  return [`mutation was not measured (${mutation.reason}), it covers no new changed line, and ${on_base}`];
};

export const irrelevant: Reasons = ({ relevance }) => {
  if (relevance.status === "not-measured") return [];
  const { votes } = relevance.value;
  const low = votes.filter((vote) => vote === "low").length;
  return low * 2 > votes.length ? [`${low} of ${votes.length} votes say it is irrelevant${because(relevance.value)}`] : [];
};

/** Only what was measured makes a test redundant; when nothing new is seen and something was not measured, it is a doubt. */
export const redundant: Reasons = (evidence, facts) => {
  if (addsSomething(evidence, facts) || !additionsAreMeasured(evidence, facts)) return [];
  return ["the existing tests already kill the same mutants and cover the same changed lines"];
};

export const doubts: Reasons = (evidence, facts) => [
  ...neededSignals(facts.author).flatMap((name) => absence(evidence, name)),
  ...findingsOf(evidence.lint, (finding) => finding.severity === "medium").map(sentence),
  ...heavyMocking(evidence.lint),
  ...criterionDoubts(evidence.criterion),
  ...weakRelevance(evidence.relevance),
  ...(addsSomething(evidence, facts) ? [] : ["what it adds to the existing tests was not measured"]),
];

export const proofs: Reasons = ({ base, mutation }) => {
  const kills = killsOf(mutation);
  const red = isRed(base) ? ["fails on the base and passes on the head"] : [];
  return kills.length > 0
    ? [...red, `kills ${kills.length} ${kills.length === 1 ? "mutant" : "mutants"} of the changed lines`]
    : red;
};

function addsSomething({ coverage, criterion, mutation }: Evidence, { killed_before }: VerdictFacts): boolean {
  const before = new Set(killed_before);
  const new_kill = killed_before !== null && killsOf(mutation).some((id) => !before.has(id));
  return new_kill || coversNew(coverage) || (criterion.status === "measured" && criterion.value.claims.length > 0);
}

function additionsAreMeasured({ coverage, criterion, mutation }: Evidence, { killed_before }: VerdictFacts): boolean {
  return killed_before !== null && [coverage, criterion, mutation].every((signal) => signal.status === "measured");
}

function absence(evidence: Evidence, name: SignalName): string[] {
  const signal = evidence[name];
  return signal.status === "not-measured" ? [`${name} was not measured: ${signal.reason}`] : [];
}

function heavyMocking(lint: Evidence["lint"]): string[] {
  return lint.status === "measured" && lint.value.mocks > MOCK_BUDGET ? [`makes ${lint.value.mocks} mocks`] : [];
}

function criterionDoubts(criterion: Evidence["criterion"]): string[] {
  if (criterion.status === "not-measured") return [];
  const { unknown, missing_literals } = criterion.value;
  return [
    ...unknown.map((id) => `claims ${id}, which does not exist`),
    ...(missing_literals.length > 0 ? [`lacks what its criterion names: ${missing_literals.join(", ")}`] : []),
  ];
}

function weakRelevance(relevance: Evidence["relevance"]): string[] {
  if (relevance.status === "not-measured") return [];
  const { votes } = relevance.value;
  const high = votes.filter((vote) => vote === "high").length;
  return high * 2 > votes.length ? [] : [`only ${high} of ${votes.length} votes say it is relevant${because(relevance.value)}`];
}

/** What the judge said with it: an opinion, and shown as one. */
function because({ why }: Measured<"relevance">): string {
  return why === undefined ? "" : `: "${why}"`;
}

function findingsOf(lint: Evidence["lint"], wanted: (finding: Finding) => boolean): Finding[] {
  return lint.status === "measured" ? lint.value.findings.filter(wanted) : [];
}

function sentence(finding: Finding): string {
  return `${finding.rule} (line ${finding.line}): ${finding.message}`;
}

function isRed(base: Evidence["base"]): boolean {
  return base.status === "measured" && base.value.result === "red";
}

function killsOf(mutation: Evidence["mutation"]): string[] {
  return mutation.status === "measured" ? mutation.value.kills : [];
}

function coversNew(coverage: Evidence["coverage"]): boolean {
  return coverage.status === "measured" && (coverage.value.new_lines.length > 0 || coverage.value.new_arcs.length > 0);
}

/** Which runs gave another result, and what the first of them gave. */
function describeInstability({ broke_under, variations }: Measured<"stability">): string {
  const others = variations.slice(1);
  const [first] = others.filter((run) => broke_under.includes(run.variation));
  const how = first === undefined ? "" : `: ${describeOutcome(first.outcome)}`;
  const only_first = variations[0]?.outcome.status === "passed" && others.every((run) => run.outcome.status !== "passed");
  if (only_first && others.length > 2) {
    return `passes in the first run and in none of the ${others.length} after it, as if it left something behind${how}`;
  }
  return `the result differs ${broke_under.map(describeVariation).join(", ")}${how}`;
}

function describeBase(base: Evidence["base"]): string {
  if (base.status === "not-measured") return `was not measured: ${base.reason}`;
  const { result, outcome } = base.value;
  switch (result) {
    case "red":
      return "fails";
    case "passes":
      return "passes too";
    case "cannot-load":
      return "can not be loaded";
    case "did-not-run":
      return outcome === null ? "did not run" : `did not run: ${describeOutcome(outcome)}`;
  }
}
