import { describe, expect, test } from "vitest";
import { minimalSet, type Provider } from "../../../src/pipeline/6-triage/minimal-set.ts";
import { busyMilliseconds } from "../../busy-milliseconds.ts";

function providers(...proves: string[]): Provider[] {
  return proves.map((items) => ({ proves: new Set(items), cost: 1 }));
}

/** The cheapest choice by trying every one. */
function cheapestCost(all: Provider[]): number {
  const wanted = new Set(all.flatMap((provider) => [...provider.proves]));
  let best = Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < 2 ** all.length; mask++) {
    const chosen = all.filter((_, index) => mask & (2 ** index));
    const proven = new Set(chosen.flatMap((provider) => [...provider.proves]));
    if (proven.size === wanted.size) best = Math.min(best, costOf(chosen));
  }
  return best;
}

function costOf(chosen: Provider[]): number {
  return chosen.reduce((sum, provider) => sum + provider.cost, 0);
}

describe("the minimal set", () => {
  test("leaves out what the others prove", () => {
    expect(minimalSet(providers("ab", "a", "c"))).toEqual([0, 2]);
  });

  test("finds the smaller set where greedy takes a detour", () => {
    expect(minimalSet(providers("abcd", "abe", "cdf"))).toEqual([1, 2]);
  });

  test("takes two cheap ones over a dear one that proves the same", () => {
    const [dear] = providers("ab");
    expect(minimalSet([{ proves: dear?.proves ?? new Set(), cost: 1000 }, ...providers("a", "b")])).toEqual([1, 2]);
  });

  test("is empty when nothing is proved", () => {
    expect(minimalSet(providers("", ""))).toEqual([]);
  });

  test("proves everything and is as cheap as the best of all choices, and the same every time", () => {
    let state = 1;
    const next = (below: number) => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    for (let round = 0; round < 200; round++) {
      const all = Array.from({ length: 1 + next(9) }, (): Provider => {
        const items = Array.from({ length: next(5) }, () => String.fromCharCode(97 + next(8)));
        return { proves: new Set(items), cost: 1 + next(3) };
      });
      const chosen = minimalSet(all);
      const proven = new Set(chosen.flatMap((index) => [...(all[index]?.proves ?? [])]));
      expect(proven).toEqual(new Set(all.flatMap((provider) => [...provider.proves])));
      expect(costOf(chosen.flatMap((index) => all[index] ?? []))).toBe(cheapestCost(all));
      expect(minimalSet(all)).toEqual(chosen);
    }
  });

  test("of three hundred overlapping tests is found in well under two seconds", async () => {
    const all = Array.from({ length: 300 }, (_, index) => ({
      proves: new Set(Array.from({ length: 20 }, (_, item) => `m${(index * 7 + item * 13) % 400}`)),
      cost: 1,
    }));
    let chosen: number[] = [];
    const milliseconds = await busyMilliseconds(() => {
      chosen = minimalSet(all);
    });
    expect(new Set(chosen.flatMap((index) => [...(all[index]?.proves ?? [])])).size).toBe(400);
    expect(milliseconds).toBeLessThan(2000);
  });
});
