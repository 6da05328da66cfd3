/** How many demands the exact search may look at before the greedy answer stands: well under a second. */
const SEARCH_LIMIT = 1_000_000;

export interface Provider {
  proves: ReadonlySet<string>;
  /** Lower is better. Must be positive. */
  cost: number;
}

/**
 * The cheapest choice of providers that together prove everything all of them prove, as ascending indexes. Greedy first, then
 * what the others make superfluous is taken out, then a bounded exact search. Equal inputs give equal answers.
 */
export function minimalSet(providers: readonly Provider[]): number[] {
  const greedy = withoutSuperfluous(providers, chooseGreedily(providers));
  return searchCheaper(providers, greedy).sort((one, other) => one - other);
}

/** Picks the provider with the most new items for its cost until nothing is missing. In the order picked. */
export function chooseGreedily(providers: readonly Provider[]): number[] {
  const missing = new Set(providers.flatMap((provider) => [...provider.proves]));
  const chosen: number[] = [];
  while (missing.size > 0) {
    const gains = providers.map(({ proves, cost }) => [...proves].filter((item) => missing.has(item)).length / cost);
    const best = gains.indexOf(Math.max(...gains));
    chosen.push(best);
    for (const item of providers[best]?.proves ?? []) missing.delete(item);
  }
  return chosen;
}

/** Takes out, costliest first, every provider whose items the rest prove too. */
function withoutSuperfluous(providers: readonly Provider[], chosen: number[]): number[] {
  const costliest_first = [...chosen].sort((one, other) => costOf(providers, [other]) - costOf(providers, [one]) || other - one);
  return costliest_first.reduce((kept, candidate) => {
    const others = kept.filter((index) => index !== candidate);
    const proven = new Set(others.flatMap((index) => [...(providers[index]?.proves ?? [])]));
    return [...(providers[candidate]?.proves ?? [])].every((item) => proven.has(item)) ? others : kept;
  }, chosen);
}

/** Branches on the demand fewest can meet; gives up quietly at the limit with the best answer so far. */
function searchCheaper(providers: readonly Provider[], start: number[]): number[] {
  let best = start;
  let best_cost = costOf(providers, start);
  let work = 0;
  const visit = (chosen: number[], cost: number, open: Demand[]): void => {
    work += 1 + open.length;
    if (work > SEARCH_LIMIT || cost >= best_cost) return;
    const [narrowest] = open;
    if (narrowest === undefined) {
      best = chosen;
      best_cost = cost;
      return;
    }
    for (const index of narrowest) {
      const left = open.filter((demand) => !demand.includes(index));
      visit([...chosen, index], cost + costOf(providers, [index]), left);
    }
  };
  visit([], 0, demandsOf(providers));
  return best;
}

/** An item seen from the other side: the providers that prove it, ascending. One of them must be chosen. */
type Demand = number[];

/** All demands, the narrowest first, without those that are met whenever a narrower one is: most lines run together. */
function demandsOf(providers: readonly Provider[]): Demand[] {
  const by_item = new Map<string, Demand>();
  providers.forEach(({ proves }, index) => {
    for (const item of proves) by_item.set(item, [...(by_item.get(item) ?? []), index]);
  });
  const distinct = [...new Map([...by_item.values()].map((demand) => [demand.join(), demand])).values()];
  const narrowest_first = distinct.sort((one, other) => one.length - other.length);
  const kept: Demand[] = [];
  for (const demand of narrowest_first) {
    const able = new Set(demand);
    if (!kept.some((narrower) => narrower.every((index) => able.has(index)))) kept.push(demand);
  }
  return kept;
}

function costOf(providers: readonly Provider[], chosen: number[]): number {
  return chosen.reduce((sum, index) => sum + (providers[index]?.cost ?? 0), 0);
}
