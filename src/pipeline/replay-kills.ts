import type { Matrix, MutationResults } from "../domain/matrix.ts";
import type { Mutant, Snapshot } from "../domain/snapshot.ts";
import type { Ports } from "../ports.ts";
import { mutateCandidate } from "./4-execute/mutate-candidate.ts";
import { bucketOf } from "./5-evaluate/signals/mutation.ts";
import { type ClaimedMutant, claimedMutants, type Ground } from "./replay/claimed-mutants.ts";
import type { Named, Seen } from "./replay/replay.ts";

/** A test with its cases. `green`: it passes in every run on the head. */
export interface RanTest {
  named: Named;
  cases: string[];
  green: boolean;
}

/** What became of the mutants a test's mutation is seen again by: one entry each, and those it killed. */
export interface Kills {
  mutants: { place: string; seen: Seen }[];
  killed: Mutant[];
}

/**
 * Runs the tests of one file that pass on the head under exactly the mutants the report names for them, and gives for each
 * test what it did to its own, and the matrix. The order is that of `tests`.
 */
export async function replayKills(
  file: { path: string; source: string },
  tests: RanTest[],
  ground: Ground,
  snapshot: Snapshot,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<{ kills: Kills[]; matrix: Matrix }> {
  const claimed = tests.map((test) => ({ test, mutants: claimedMutants(test.named.test, ground) }));
  const able = claimed.filter(({ test, mutants }) => test.green && mutants.length > 0);
  const fit = able.flatMap(({ mutants }) => mutants.flatMap((one) => (one.status === "fit" ? [one.mutant] : [])));
  const mutants = [...new Map(fit.map((mutant) => [mutant.id, mutant])).values()];
  const cases = able.flatMap(({ test }) => test.cases);
  const nothing: Matrix = { status: "not-measured", reason: "there is no mutant to try" };
  const matrix = mutants.length === 0 ? nothing : await mutateCandidate(file, cases, { ...snapshot, mutants }, ports, signal);
  const kills = claimed.map(({ test, mutants }) => {
    const seen = mutants.map((one) => ({ one, seen: see(one, test, matrix) }));
    return {
      mutants: seen.map(({ one, seen }) => ({ place: one.status === "fit" ? placeOf(one.mutant) : one.id, seen })),
      killed: seen.flatMap(({ one, seen }) => (one.status === "fit" && seen.status === "again" ? [one.mutant] : [])),
    };
  });
  return { kills, matrix };
}

function see(claimed: ClaimedMutant, { green, cases }: RanTest, matrix: Matrix): Seen {
  if (claimed.status === "unfit") return { status: "not-again", reason: claimed.reason };
  if (!green) return { status: "not-again", reason: "the test does not pass on the head" };
  if (matrix.status === "not-measured") return { status: "not-run", reason: matrix.reason };
  return seeIn(matrix.results, claimed.id, new Set(cases));
}

const MISSED = {
  killed_by_error: "the test fails by an error, not by an assertion",
  timed_out: "the test does not come to an end",
  survived: "the test still passes",
} as const;

function seeIn({ baseline, mutants }: MutationResults, id: string, cases: ReadonlySet<string>): Seen {
  const took_part = baseline.some(({ outcome }) => cases.has(outcome.case) && outcome.status === "passed");
  if (!took_part) return { status: "not-again", reason: "the test does not pass on the untouched code" };
  const mutant = mutants.find((one) => one.id === id);
  if (mutant === undefined) return { status: "not-run", reason: "the runner said nothing of it" };
  if (mutant.status === "not-run") return { status: "not-run", reason: mutant.reason ?? "it was not tried" };
  if (mutant.status === "equivalent") return { status: "not-again", reason: "it compiles to the same code" };
  if (mutant.status === "invalid") return { status: "not-again", reason: "it does not compile" };
  const bucket = bucketOf(new Set(mutant.results.filter((one) => cases.has(one.case)).map((one) => one.result)));
  if (bucket === "kills") return { status: "again" };
  return { status: "not-again", reason: bucket === null ? "the test does not reach it" : MISSED[bucket] };
}

function placeOf({ path, line }: Mutant): string {
  return `${path}:${line}`;
}
