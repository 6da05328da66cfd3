import type { Evidence } from "../../domain/evidence.ts";
import type { Outcome } from "../../domain/outcome.ts";
import { describeOutcome } from "../shared/describe-outcome.ts";
import type { Named, Recheck, Seen } from "./replay.ts";

/** What one test did this time. */
export interface Measured {
  head: OnHead;
  /** `not-run`: the machinery failed, nothing is known. */
  base: Evidence["base"] | { status: "not-run"; reason: string };
  /** One for each mutant it claims to kill, in that order. */
  mutants: { place: string; seen: Seen }[];
}

/** Its cases together, once on the head. `not-run`: the machinery failed. `refused`: its file may not be run. */
export type OnHead = { status: "ran"; outcome: Outcome } | { status: "not-run" | "refused"; reason: string };

/**
 * Holds what a report says of a test against what was seen this time. A kept test always claims to pass on the head and a
 * suspected bug to fail there by its assertion, whatever else was measured: no test is without a claim. A base it did not
 * run on, or that was not measured, claims nothing.
 */
export function recheckTest({ test, kind }: Named, measured: Measured): Recheck[] {
  return [recheckHead(kind, measured.head), ...recheckBase(test.evidence.base, measured.base), ...recheckKills(measured.mutants)];
}

function recheckHead(kind: Named["kind"], head: OnHead): Recheck {
  const says = kind === "kept" ? "passes on the head" : "fails on the head by its assertion";
  if (head.status !== "ran") {
    return { says, status: head.status === "refused" ? "not-again" : "not-run", reason: head.reason };
  }
  const { outcome } = head;
  if (kind === "kept" ? outcome.status === "passed" : failsByAssertion(outcome)) return { says, status: "again" };
  return { says, status: "not-again", reason: describeOutcome(outcome) };
}

function failsByAssertion(outcome: Outcome): boolean {
  return outcome.status === "failed" && outcome.failure.kind === "assertion";
}

const ON_THE_BASE = {
  red: "fails on the base",
  passes: "passes on the base",
  "cannot-load": "cannot be loaded on the base",
  "did-not-run": "does not run on the base",
} as const;

function recheckBase(claimed: Evidence["base"], seen: Measured["base"]): Recheck[] {
  if (claimed.status === "not-measured" || claimed.value.result === "did-not-run") return [];
  const says = ON_THE_BASE[claimed.value.result];
  if (seen.status === "not-run") return [{ says, status: "not-run", reason: seen.reason }];
  if (seen.status === "not-measured") return [{ says, status: "not-again", reason: seen.reason }];
  const { result, outcome } = seen.value;
  if (result === claimed.value.result) return [{ says, status: "again" }];
  const how = outcome === null || outcome.status === "passed" ? "" : ` (${describeOutcome(outcome)})`;
  return [{ says, status: "not-again", reason: `it ${ON_THE_BASE[result]}${how}` }];
}

/** How many mutants a reason names. */
const NAMED = 3;

/** All kills are one claim. What was seen and is not a kill weighs more than what could not be seen. */
function recheckKills(mutants: Measured["mutants"]): Recheck[] {
  if (mutants.length === 0) return [];
  const says = `kills ${mutants.length === 1 ? "1 mutant" : `${mutants.length} mutants`} of the changed lines by an assertion`;
  const missed = mutants.flatMap(({ place, seen }) => (seen.status === "again" ? [] : [{ ...seen, place }]));
  if (missed.length === 0) return [{ says, status: "again" }];
  const status = missed.some((one) => one.status === "not-again") ? "not-again" : "not-run";
  const named = missed.filter((one) => one.status === status).slice(0, NAMED);
  const more = missed.length > named.length ? `; and ${missed.length - named.length} more` : "";
  const list = named.map(({ place, reason }) => `${place}: ${reason}`).join("; ");
  return [{ says, status, reason: `${missed.length} of ${mutants.length} not, ${list}${more}` }];
}
