import type { Judgement } from "./judge-habitat.ts";

/** How the judge did on tests that are flaky, over many rounds. */
export interface Soak {
  rounds: number;
  cases: number;
  /** Every time one would have been committed. */
  accepted: { habitat: string; file: string; test: string; round: number; rule: string }[];
  /** How often each rule decided. */
  rules: Record<string, number>;
  /** Cases that every round rejected but not always by the same rule: chance had a hand in it. */
  varied: string[];
}

/** Pure. */
export function soakOf(judgements: Judgement[]): Soak {
  const rules: Soak["rules"] = {};
  const rules_of = new Map<string, Set<string>>();
  for (const { zoo_case, verdict } of judgements) {
    const key = `${zoo_case.habitat}/${zoo_case.file}::${zoo_case.test}`;
    rules[verdict.rule] = (rules[verdict.rule] ?? 0) + 1;
    rules_of.set(key, (rules_of.get(key) ?? new Set()).add(verdict.rule));
  }
  const committed = judgements.filter(({ verdict }) => verdict.kind === "accept" || verdict.kind === "flag");
  return {
    rounds: Math.max(0, ...judgements.map(({ round }) => round)),
    cases: rules_of.size,
    accepted: committed.map(({ zoo_case: { habitat, file, test }, round, verdict }) => ({
      habitat,
      file,
      test,
      round,
      rule: verdict.rule,
    })),
    rules,
    varied: [...rules_of].filter(([, seen]) => seen.size > 1).map(([key]) => key),
  };
}

export function renderSoak({ rounds, cases, accepted, rules, varied }: Soak, seconds: number): string {
  return [
    ...Object.entries(rules).map(([rule, times]) => `${rule}: ${times}`),
    ...varied.map((key) => `not always by one rule: ${key}`),
    ...accepted.map(
      ({ habitat, file, test, round, rule }) => `ACCEPTED in round ${round}: ${habitat}/${file}::${test} by ${rule}`,
    ),
    `${cases} flaky cases, ${rounds} rounds each, in ${Math.round(seconds)} s: ${accepted.length} would have been committed`,
  ].join("\n");
}
