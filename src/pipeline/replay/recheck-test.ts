import type { Finding } from "../../domain/candidate.ts";
import type { Evidence, SignalName } from "../../domain/evidence.ts";
import type { FileArcs, FileLines } from "../../domain/lines.ts";
import { describeOutcome } from "../shared/describe-outcome.ts";
import { describeVariation } from "../shared/describe-variation.ts";
import type { Named, Recheck, Seen } from "./replay.ts";

/** What was measured of one test this time. `refused`: its file may not be run. `not-run`: the machinery failed. */
export type Measured =
  | {
      status: "measured";
      evidence: Evidence;
      /** One for each mutant its mutation is seen again by, in that order. */
      mutants: { place: string; seen: Seen }[];
    }
  | { status: "refused" | "not-run"; reason: string };

type Value<Name extends SignalName> = Evidence[Name] extends infer One
  ? One extends { status: "measured"; value: infer Value }
    ? Value
    : never
  : never;

/**
 * Holds every signal that a report has measured of a test against what was measured this time. A kept test always claims to
 * pass on the head and a suspected bug to fail there by its assertion, whatever the report says was measured: neither is
 * without a claim. What else was not measured claims nothing.
 */
export function recheckTest({ test, kind }: Named, seen: Measured): Recheck[] {
  const { executed, asserted, head, base, stability, coverage, mutation, lint, criterion, relevance } = test.evidence;
  const claims: Claim[] = [
    ...of(executed, recheckExecuted),
    ...of(asserted, recheckAsserted),
    ...(kind === "kept" ? [greenClaim] : kind === "suspected-bug" ? [bugClaim] : of(head, recheckHead)),
    ...of(base, recheckBase),
    ...of(stability, recheckStability),
    ...of(coverage, recheckCoverage),
    ...of(mutation, recheckMutation),
    ...of(lint, (value) => recheckLint(value, test.name)),
    ...of(criterion, recheckCriterion),
  ];
  const votes = relevance.status === "measured" ? [opinion(relevance.value)] : [];
  return [...claims.map(({ signal, says, look }) => ({ signal, says, ...lookAgain(look, seen) })), ...votes];
}

/** One claim, and how to tell whether it is so by what was measured this time. */
interface Claim {
  signal: SignalName;
  says: string;
  look: (measured: Measured & { status: "measured" }) => Seen;
}

function of<Value>(
  signal: { status: "measured"; value: Value } | { status: "not-measured" },
  claim: (value: Value) => Claim | null,
) {
  const made = signal.status === "measured" ? claim(signal.value) : null;
  return made === null ? [] : [made];
}

function lookAgain(look: Claim["look"], seen: Measured): Seen {
  if (seen.status === "measured") return look(seen);
  return { status: seen.status === "refused" ? "not-again" : "not-run", reason: seen.reason };
}

const AGAIN: Seen = { status: "again" };

function unless(reason: string | null): Seen {
  return reason === null ? AGAIN : { status: "not-again", reason };
}

function recheckExecuted({ runs, executed }: Value<"executed">): Claim {
  const always = executed === runs;
  return {
    signal: "executed",
    says: always ? "is collected and runs" : `runs in ${executed === 0 ? "none" : "some"} of its runs`,
    look: ({ evidence: { executed: now } }) => {
      if (now.status === "not-measured") return { status: "not-run", reason: now.reason };
      const same = (now.value.executed === now.value.runs) === always;
      return unless(same ? null : `it ran in ${now.value.executed} of ${now.value.runs} runs`);
    },
  };
}

function recheckAsserted({ ran }: Value<"asserted">): Claim {
  return {
    signal: "asserted",
    says: ran > 0 ? "asserts on the head" : "comes to none of its assertions on the head",
    look: ({ evidence: { asserted: now } }) => {
      if (now.status === "not-measured") return { status: "not-run", reason: now.reason };
      const same = now.value.ran > 0 === ran > 0;
      return unless(same ? null : `${now.value.ran} of ${now.value.of} assertions ran`);
    },
  };
}

const greenClaim: Claim = {
  signal: "head",
  says: "passes on the head in every run",
  look: ({ evidence: { head } }) => {
    if (head.status === "not-measured") return { status: "not-run", reason: head.reason };
    const { runs, passed, outcome } = head.value;
    return unless(passed === runs ? null : describeOutcome(outcome));
  },
};

const bugClaim: Claim = {
  signal: "head",
  says: "fails on the head by its assertion in every run",
  look: ({ evidence: { head } }) => {
    if (head.status === "not-measured") return { status: "not-run", reason: head.reason };
    const { passed, outcome } = head.value;
    const fails = passed === 0 && outcome.status === "failed" && outcome.failure.kind === "assertion";
    return unless(fails ? null : describeOutcome(outcome));
  },
};

/** Of a dropped test, for what it was dropped for. */
function recheckHead({ runs, passed, outcome }: Value<"head">): Claim {
  if (passed === runs) return greenClaim;
  const how = outcome.status === "failed" ? outcome.failure.kind : outcome.status;
  if (passed === 0 && how === "assertion") return bugClaim;
  return {
    signal: "head",
    says: passed === 0 ? `fails on the head in every run (${how})` : "fails on the head in some of its runs",
    look: ({ evidence: { head } }) => {
      if (head.status === "not-measured") return { status: "not-run", reason: head.reason };
      const now = head.value;
      if (passed > 0) return unless(now.passed < now.runs ? null : `it passed in all ${now.runs} runs this time`);
      const now_how = now.outcome.status === "failed" ? now.outcome.failure.kind : now.outcome.status;
      return unless(now.passed === 0 && now_how === how ? null : describeOutcome(now.outcome));
    },
  };
}

const ON_THE_BASE: Readonly<Record<Value<"base">["result"], string>> = {
  red: "fails on the base",
  passes: "passes on the base",
  "cannot-load": "cannot be loaded on the base",
  "did-not-run": "does not run on the base",
};

function recheckBase({ result, stripped }: Value<"base">): Claim | null {
  if (result === "did-not-run") return null;
  return {
    signal: "base",
    says:
      result === "red" && stripped === "passes"
        ? `${ON_THE_BASE.red}, and passes there without its assertions`
        : ON_THE_BASE[result],
    look: ({ evidence: { base } }) => {
      if (base.status === "not-measured") return { status: "not-again", reason: base.reason };
      const now = base.value;
      if (now.result === result && now.stripped === stripped) return AGAIN;
      const how = now.outcome === null || now.outcome.status === "passed" ? "" : ` (${describeOutcome(now.outcome)})`;
      const reason = `it ${ON_THE_BASE[now.result]}${how}`;
      return { status: now.result === "did-not-run" ? "not-run" : "not-again", reason };
    },
  };
}

function recheckStability({ stable, variations }: Value<"stability">): Claim {
  return {
    signal: "stability",
    says: stable
      ? `gives the same result in ${variations.length} runs that differ on purpose`
      : "gives another result in some runs",
    look: ({ evidence: { stability: now } }) => {
      if (now.status === "not-measured") return { status: "not-run", reason: now.reason };
      if (!stable) return unless(now.value.stable ? "every run gave the same this time" : null);
      if (!now.value.stable)
        return { status: "not-again", reason: `it differs ${now.value.broke_under.map(describeVariation).join(", ")}` };
      const ran = new Set(now.value.variations.map((one) => one.variation));
      const left_out = variations.filter((one) => !ran.has(one.variation)).map((one) => one.variation);
      if (left_out.length === 0) return AGAIN;
      return { status: "not-replayed", reason: `the same in ${ran.size} runs; there was none of these: ${left_out.join(", ")}` };
    },
  };
}

function recheckCoverage(claimed: Value<"coverage">): Claim {
  const [lines, new_lines, branches] = [linesOf(claimed.covered), linesOf(claimed.new_lines), arcsOf(claimed.new_arcs)];
  const added = new_lines.length + branches.length;
  const first =
    added > 0 ? `, ${count(new_lines.length, "line")} and ${count(branches.length, "way")} between them as the first test` : "";
  return {
    signal: "coverage",
    says: lines.length === 0 ? "runs no changed line" : `runs ${count(lines.length, "changed line")}${first}`,
    look: ({ evidence: { coverage: now } }) => {
      if (now.status === "not-measured") return { status: "not-run", reason: now.reason };
      const { covered, new_lines: first_lines, new_arcs } = now.value;
      const missing = [
        ...without(lines, linesOf(covered)).map((line) => `does not run ${line}`),
        ...without(new_lines, linesOf(first_lines)).map((line) => `is not the first on ${line}`),
        ...without(branches, arcsOf(new_arcs)).map((arc) => `is not the first on ${arc}`),
      ];
      const more = missing.length > NAMED ? ` and ${missing.length - NAMED} more` : "";
      return unless(missing.length === 0 ? null : `it ${missing.slice(0, NAMED).join(", ")}${more}`);
    },
  };
}

/** How many places a reason names. */
const NAMED = 3;

/** All kills are one claim. What was seen and is no kill weighs more than what could not be seen. */
function recheckMutation({ kills, killed_by_error, survived, timed_out }: Value<"mutation">): Claim | null {
  const reached = killed_by_error.length + survived.length + timed_out.length;
  if (kills.length === 0 && reached === 0) return null;
  if (kills.length === 0) {
    const look: Claim["look"] = ({ mutants }) => {
      const killed = mutants.filter(({ seen }) => seen.status === "again").map(({ place }) => place);
      if (killed.length > 0) return { status: "not-again", reason: `it kills ${killed.slice(0, NAMED).join(", ")}` };
      const unseen = mutants.flatMap(({ seen }) => (seen.status === "not-run" ? [seen.reason] : []))[0];
      return unseen === undefined ? AGAIN : { status: "not-run", reason: unseen };
    };
    return { signal: "mutation", says: `kills none of the ${count(reached, "mutant")} it reaches`, look };
  }
  return {
    signal: "mutation",
    says: `kills ${count(kills.length, "mutant")} of the changed lines by an assertion`,
    look: ({ mutants }) => {
      const missed = mutants.flatMap(({ place, seen }) => (seen.status === "again" ? [] : [{ ...seen, place }]));
      if (missed.length === 0) return AGAIN;
      const status = missed.some((one) => one.status === "not-again") ? "not-again" : "not-run";
      const named = missed.filter((one) => one.status === status).slice(0, NAMED);
      const more = missed.length > named.length ? `; and ${missed.length - named.length} more` : "";
      const list = named.map(({ place, reason }) => `${place}: ${reason}`).join("; ");
      return { status, reason: `${missed.length} of ${mutants.length} not, ${list}${more}` };
    },
  };
}

/** A finding about the whole file may have been about what was left out of it since. */
function recheckLint({ findings, mocks }: Value<"lint">, name: string): Claim {
  const own = rulesOf(findings.filter((finding) => finding.case === name));
  const of_file = rulesOf(findings.filter((finding) => finding.case === null));
  const what = own.length === 0 ? "no lint finding" : `the lint findings ${own.join(", ")}`;
  return {
    signal: "lint",
    says: `has ${what} and ${count(mocks, "mock")}`,
    look: ({ evidence: { lint: now } }) => {
      if (now.status === "not-measured") return { status: "not-run", reason: now.reason };
      const now_own = rulesOf(now.value.findings.filter((finding) => finding.case === name));
      const new_ones = without(rulesOf(now.value.findings.filter((finding) => finding.case === null)), of_file);
      if (now_own.join() !== own.join()) return { status: "not-again", reason: `it has ${now_own.join(", ") || "none"}` };
      if (new_ones.length > 0) return { status: "not-again", reason: `its file has ${new_ones.join(", ")}` };
      return unless(now.value.mocks === mocks ? null : `it has ${count(now.value.mocks, "mock")}`);
    },
  };
}

function recheckCriterion({ claims, unknown, missing_literals }: Value<"criterion">): Claim | null {
  if (claims.length + unknown.length === 0) return null;
  const holds = missing_literals.length === 0 ? "holds every value named there" : `lacks ${missing_literals.join(", ")}`;
  return {
    signal: "criterion",
    says: `claims ${[...claims, ...unknown].join(", ")} and ${holds}`,
    look: ({ evidence: { criterion: now } }) => {
      if (now.status === "not-measured") return { status: "not-run", reason: now.reason };
      const gone = without(claims, now.value.claims);
      if (gone.length > 0) return { status: "not-again", reason: `the report has no criterion ${gone.join(", ")}` };
      const lacks = now.value.missing_literals;
      return unless(
        lacks.join() === missing_literals.join()
          ? null
          : lacks.length === 0
            ? "it lacks nothing"
            : `it lacks ${lacks.join(", ")}`,
      );
    },
  };
}

function opinion({ votes }: Value<"relevance">): Recheck {
  const reason = "votes are an opinion, no measurement: a judge may say something else tomorrow";
  return { signal: "relevance", says: `was voted ${votes.join(", ")}`, status: "not-replayed", reason };
}

function linesOf(files: FileLines[]): string[] {
  return files.flatMap(({ path, lines }) => lines.map((line) => `${path}:${line}`));
}

function arcsOf(files: FileArcs[]): string[] {
  return files.flatMap(({ path, arcs }) => arcs.map(([from, to]) => `${path}:${from}→${to}`));
}

function rulesOf(findings: Finding[]): string[] {
  return findings.map((finding) => finding.rule).sort();
}

function without(some: string[], others: string[]): string[] {
  const known = new Set(others);
  return some.filter((one) => !known.has(one));
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
