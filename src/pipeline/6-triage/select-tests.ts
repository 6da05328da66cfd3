import type { DroppedTest, ReportedTest } from "../../domain/report.ts";
import type { Compare } from "./compare-tests.ts";
import { chooseGreedily, minimalSet, type Provider } from "./minimal-set.ts";
import { proofItems } from "./proof-items.ts";
import { dropTest } from "./report-tests.ts";

/** A flagged test is kept only for what no set of accepted tests proves. */
const FLAG_COST = 1000;
/** Preference decides between sets of one size, never against a smaller set: a set holds far fewer than a thousand tests. */
const PREFERENCE_COST = 1e-6;

/**
 * The fewest tests that keep every proof, at most `max_tests`, in the order given. `killed_before`: mutants the existing suite
 * kills, `null` when not measured.
 */
export function selectTests(
  tests: ReportedTest[],
  killed_before: string[] | null,
  max_tests: number,
  compare: Compare,
): { kept: ReportedTest[]; dropped: DroppedTest[] } {
  const preferred = [...tests].sort(compare);
  const providers = preferred.map((test, rank) => ({
    proves: proofItems(test, killed_before),
    cost: (test.verdict.kind === "flag" ? FLAG_COST : 1) + rank * PREFERENCE_COST,
  }));
  const minimal = minimalSet(providers);
  const chosen = minimal.flatMap((index) => providers[index] ?? []);
  const within = new Set(
    mostTelling(chosen)
      .slice(0, max_tests)
      .flatMap((at) => preferred[minimal[at] ?? -1] ?? []),
  );
  const in_set = new Set(minimal.flatMap((index) => preferred[index] ?? []));
  return {
    kept: tests.filter((test) => within.has(test)),
    dropped: tests.flatMap((test) => {
      if (within.has(test)) return [];
      if (in_set.has(test)) return [dropTest(test, "over-limit", `only the ${max_tests} tests that prove most are kept`)];
      return [dropTest(test, "subsumed", "the kept tests prove all it proves")];
    }),
  };
}

/** Indexes of providers in the order to keep them when not all may stay: whole criteria first, then the most of everything. */
function mostTelling(providers: Provider[]): number[] {
  const of_criteria = providers.map(({ proves, cost }) => ({
    proves: new Set([...proves].filter((item) => item.startsWith("verifies ") || item.startsWith("claims "))),
    cost,
  }));
  return [...new Set([...chooseGreedily(of_criteria), ...chooseGreedily(providers)])];
}
