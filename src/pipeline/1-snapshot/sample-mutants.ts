import type { Mutant } from "../../domain/snapshot.ts";

/**
 * At most `limit` mutants, shared fairly over the changed lines: every line gets one before any gets a second. Which of
 * a line's mutants, and which lines when there are more lines than room, follows from the seed. Order is kept.
 */
export function sampleMutants(mutants: readonly Mutant[], limit: number, seed: number): Mutant[] {
  if (mutants.length <= limit) return [...mutants];
  const random = randomOf(seed);
  const by_line = Map.groupBy(mutants, (mutant) => `${mutant.path}:${mutant.line}`);
  const lines = shuffled([...by_line.values()], random).map((line) => shuffled(line, random));
  const chosen = new Set<Mutant>();
  for (let round = 0; chosen.size < limit; round++) {
    for (const line of lines) {
      const mutant = line[round];
      if (mutant !== undefined && chosen.size < limit) chosen.add(mutant);
    }
  }
  return mutants.filter((mutant) => chosen.has(mutant));
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items
    .map((item) => ({ item, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** Mulberry32 (Tommy Ettinger, public domain): small, fast, the same everywhere. Gives numbers in [0, 1). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
