import type { FileLines } from "../../domain/lines.ts";
import type { Baseline } from "../../domain/snapshot.ts";
import type { Observation } from "../../frameworks/protocol.ts";
import { withoutBlessings } from "./in-doubt.ts";
import { isTooLong, readingEffort } from "./readability.ts";
import { isSuspectedBug } from "./suspected-bug.ts";
import { type Worth, worthOf } from "./worth.ts";

const MOST_CASES = 25;
/** Enough to choose from; the time to choose grows with the square. */
const MOST_CHOICES = 500;

interface Choice {
  observation: Observation;
  worth: Worth;
  effort: number;
}

/**
 * The smallest readable set of observations that keeps every kill, changed line, branch and criterion example that the
 * existing suite lacks. Suspected bugs are always kept, and so is one plain example per symbol that adds anything at all.
 * At most `most` observations, in the order given. Deterministic: equal ones are told apart by effort, then by id.
 */
export function selectObservations(
  observations: Observation[],
  context: { baseline: Baseline; changed: FileLines[]; most?: number },
): Observation[] {
  const changed = new Map(context.changed.map((file) => [file.path, new Set(file.lines)]));
  const readable = observations.filter((observation) => !isTooLong(observation)).slice(0, MOST_CHOICES);
  const choices = distinct(withoutBlessings(readable))
    .map(
      (observation): Choice => ({
        observation,
        worth: worthOf(observation, context.baseline, changed),
        effort: readingEffort(observation),
      }),
    )
    .sort((a, b) => a.effort - b.effort || compare(a.observation.id, b.observation.id));
  const fixed = [...choices.filter((choice) => isSuspectedBug(choice.observation)), ...plainExamples(choices)].filter(
    (choice, at, all) => all.indexOf(choice) === at,
  );
  const greedy = coverRest(choices, fixed);
  const kept = dropRedundant(greedy, new Set(fixed)).slice(0, context.most ?? MOST_CASES);
  const ids = new Set(kept.map((choice) => choice.observation.id));
  return observations.filter((observation) => ids.has(observation.id));
}

/** Two observations of the same call after the same set-up are one. */
function distinct(observations: Observation[]): Observation[] {
  const seen = new Map<string, Observation>();
  for (const observation of observations) {
    const key = JSON.stringify([observation.setup, observation.call]);
    const known = seen.get(key);
    if (known === undefined || (known.expectation === null && observation.expectation !== null)) seen.set(key, observation);
  }
  return observations.filter((observation) => [...seen.values()].includes(observation));
}

/** Per symbol, the easiest ordinary example (it returns, and something comes back) of those that add a kill or a line. */
function plainExamples(choices: Choice[]): Choice[] {
  const found = new Map<string, Choice>();
  for (const choice of choices) {
    const { symbol, outcome } = choice.observation;
    const adds = [...choice.worth.keys()].some((item) => !item.startsWith("branch "));
    if (adds && !isSuspectedBug(choice.observation) && !found.has(symbol) && isInstructive(outcome)) found.set(symbol, choice);
  }
  return [...found.values()];
}

function isInstructive(outcome: Observation["outcome"]): boolean {
  if (outcome.kind === "raises") return false;
  return outcome.kind === "facts" || !/^(?:None|""|''|\[\]|\(\)|\{\}|0|set\(\)|b""|b'')$/.test(outcome.value);
}

/** Greedy set cover by weight per effort; suspected bugs and plain examples come first. */
function coverRest(choices: Choice[], fixed: Choice[]): Choice[] {
  const chosen = [...fixed];
  const covered = new Set(fixed.flatMap((choice) => [...choice.worth.keys()]));
  const left = new Set(choices.filter((choice) => !fixed.includes(choice)));
  for (;;) {
    let best: Choice | null = null;
    let most = 0;
    for (const choice of left) {
      const gain = gainOf(choice, covered) / (1.5 + choice.effort);
      if (gain > most) [best, most] = [choice, gain];
    }
    if (best === null) return chosen;
    chosen.push(best);
    left.delete(best);
    for (const item of best.worth.keys()) covered.add(item);
  }
}

function gainOf(choice: Choice, covered: ReadonlySet<string>): number {
  let gain = 0;
  for (const [item, weight] of choice.worth) if (!covered.has(item)) gain += weight;
  return gain;
}

/** Leaves out, hardest to read first, what the others prove together. */
function dropRedundant(chosen: Choice[], fixed: ReadonlySet<Choice>): Choice[] {
  const times = new Map<string, number>();
  for (const choice of chosen) for (const item of choice.worth.keys()) times.set(item, (times.get(item) ?? 0) + 1);
  const dropped = new Set<Choice>();
  for (const choice of [...chosen].sort((a, b) => b.effort - a.effort || compare(b.observation.id, a.observation.id))) {
    if (fixed.has(choice) || [...choice.worth.keys()].some((item) => times.get(item) === 1)) continue;
    dropped.add(choice);
    for (const item of choice.worth.keys()) times.set(item, (times.get(item) ?? 1) - 1);
  }
  return chosen.filter((choice) => !dropped.has(choice));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
