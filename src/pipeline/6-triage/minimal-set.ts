/** How many branches the exact search may try before the greedy answer stands: a few milliseconds. */
const SEARCH_LIMIT = 20_000;

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

/** Branches on the item with the fewest providers; gives up quietly at the limit with the best answer so far. */
function searchCheaper(providers: readonly Provider[], start: number[]): number[] {
  let best = start;
  let best_cost = costOf(providers, start);
  let tried = 0;
  const visit = (chosen: number[], cost: number, missing: ReadonlySet<string>): void => {
    tried += 1;
    if (tried > SEARCH_LIMIT || cost >= best_cost) return;
    if (missing.size === 0) {
      best = chosen;
      best_cost = cost;
      return;
    }
    for (const index of fewestProviders(providers, missing)) {
      const provider = providers[index];
      if (provider) visit([...chosen, index], cost + provider.cost, difference(missing, provider.proves));
    }
  };
  visit([], 0, new Set(start.flatMap((index) => [...(providers[index]?.proves ?? [])])));
  return best;
}

function fewestProviders(providers: readonly Provider[], missing: ReadonlySet<string>): number[] {
  let fewest: number[] | null = null;
  for (const item of missing) {
    const able = providers.flatMap((provider, index) => (provider.proves.has(item) ? [index] : []));
    if (fewest === null || able.length < fewest.length) fewest = able;
    if (fewest.length <= 1) break;
  }
  return fewest ?? [];
}

function difference(items: ReadonlySet<string>, without: ReadonlySet<string>): Set<string> {
  return new Set([...items].filter((item) => !without.has(item)));
}

function costOf(providers: readonly Provider[], chosen: number[]): number {
  return chosen.reduce((sum, index) => sum + (providers[index]?.cost ?? 0), 0);
}
