import type { Mutant, Pinned } from "../domain/snapshot.ts";
import type { Answer } from "../frameworks/protocol.ts";
import type { Ports } from "../ports.ts";
import { mutateCandidate } from "./5-evaluate/mutate-candidate.ts";
import { bucketOf, type Matrix } from "./5-evaluate/signals/mutation.ts";
import { type ClaimedMutant, claimedMutants, type Ground } from "./replay/claimed-mutants.ts";
import type { Measured, OnHead } from "./replay/recheck-test.ts";
import type { Named, Seen } from "./replay/replay.ts";

/** A test with its cases on the head and how they did. */
export interface RanTest {
  named: Named;
  cases: string[];
  head: OnHead;
}

/** What became of the mutants a test claims to kill: one entry each, and those it killed again. */
export interface Kills {
  mutants: Measured["mutants"];
  killed: Mutant[];
}

/**
 * Runs the tests of one file that pass on the head under exactly the mutants they claim to kill, and gives for each test
 * what it did to its own. The order is that of `tests`.
 */
export async function replayKills(
  file: { path: string; source: string },
  tests: RanTest[],
  ground: Ground,
  pinned: Pinned,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<Kills[]> {
  const claimed = tests.map((test) => ({ test, mutants: claimedMutants(test.named.test, ground) }));
  const able = claimed.filter(({ test, mutants }) => isGreen(test.head) && mutants.length > 0);
  const fit = able.flatMap(({ mutants }) => mutants.flatMap((one) => (one.status === "fit" ? [one.mutant] : [])));
  const mutants = [...new Map(fit.map((mutant) => [mutant.id, mutant])).values()];
  const cases = able.flatMap(({ test }) => test.cases);
  const nothing: Matrix = { status: "not-measured", reason: "there is no mutant to try" };
  const matrix = mutants.length === 0 ? nothing : await mutateCandidate(file, cases, { ...pinned, mutants }, ports, signal);
  return claimed.map(({ test, mutants }) => {
    const seen = mutants.map((one) => ({ one, seen: see(one, test, matrix) }));
    return {
      mutants: seen.map(({ one, seen }) => ({ place: one.status === "fit" ? placeOf(one.mutant) : one.id, seen })),
      killed: seen.flatMap(({ one, seen }) => (one.status === "fit" && seen.status === "again" ? [one.mutant] : [])),
    };
  });
}

function see(claimed: ClaimedMutant, { head, cases }: RanTest, matrix: Matrix): Seen {
  if (claimed.status === "unfit") return { status: "not-again", reason: claimed.reason };
  if (head.status === "not-run") return { status: "not-run", reason: "the test was not run on the head" };
  if (!isGreen(head)) return { status: "not-again", reason: "the test does not pass on the head" };
  if (matrix.status === "not-measured") return { status: "not-run", reason: matrix.reason };
  return seeIn(matrix.answer, claimed.id, new Set(cases));
}

const MISSED = {
  killed_by_error: "the test fails by an error, not by an assertion",
  timed_out: "the test does not come to an end",
  survived: "the test still passes",
} as const;

function seeIn(answer: Answer<"mutate">, id: string, cases: ReadonlySet<string>): Seen {
  const took_part = answer.baseline.some(({ outcome }) => cases.has(outcome.case) && outcome.status === "passed");
  if (!took_part) return { status: "not-again", reason: "the test does not pass on the untouched code" };
  const mutant = answer.mutants.find((one) => one.id === id);
  if (mutant === undefined) return { status: "not-run", reason: "the runner said nothing of it" };
  if (mutant.status === "not-run") return { status: "not-run", reason: mutant.reason ?? "it was not tried" };
  if (mutant.status === "equivalent") return { status: "not-again", reason: "it compiles to the same code" };
  if (mutant.status === "invalid") return { status: "not-again", reason: "it does not compile" };
  const bucket = bucketOf(new Set(mutant.results.filter((one) => cases.has(one.case)).map((one) => one.result)));
  if (bucket === "kills") return { status: "again" };
  return { status: "not-again", reason: bucket === null ? "the test does not reach it" : MISSED[bucket] };
}

function isGreen(head: OnHead): boolean {
  return head.status === "ran" && head.outcome.status === "passed";
}

function placeOf({ path, line }: Mutant): string {
  return `${path}:${line}`;
}
