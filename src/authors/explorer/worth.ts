import type { Baseline } from "../../domain/snapshot.ts";
import type { Observation } from "../../frameworks/protocol.ts";
import { isMisuse } from "./misuse.ts";

/** What an observation adds to the project's own suite, as named items with a weight. */
export type Worth = ReadonlyMap<string, number>;

/**
 * A mutant that the existing tests do not kill, a changed line or branch they do not reach, a criterion's example. What they
 * already have adds nothing: a test that brings only that is rejected as redundant. `changed`: executable changed lines by path.
 */
export function worthOf(observation: Observation, baseline: Baseline, changed: ReadonlyMap<string, ReadonlySet<number>>): Worth {
  const worth = new Map<string, number>();
  const killed = new Set(baseline.killed);
  const covered = new Set(baseline.covered.flatMap((file) => file.lines.map((line) => `${file.path}:${line}`)));
  const taken = new Set(baseline.arcs.flatMap((file) => file.arcs.map(([from, to]) => `${file.path}:${from}>${to}`)));
  for (const mutant of observation.kills) if (!killed.has(mutant)) worth.set(`mutant ${mutant}`, 4);
  if (isMisuse(observation)) return worth; // which lines it reaches before it fails shows nothing
  for (const { path, lines } of observation.lines)
    for (const line of lines)
      if (changed.get(path)?.has(line) && !covered.has(`${path}:${line}`)) worth.set(`line ${path}:${line}`, 2);
  for (const { path, arcs } of observation.arcs)
    for (const [from, to] of arcs) {
      const inside = changed.get(path)?.has(Math.abs(from)) || changed.get(path)?.has(Math.abs(to));
      if (inside && !taken.has(`${path}:${from}>${to}`)) worth.set(`branch ${path}:${from}>${to}`, 0.5);
    }
  const { criterion, expectation } = observation;
  if (criterion !== null)
    worth.set(expectation === null ? `criterion ${criterion}` : `example ${criterion} ${observation.call}`, 6);
  return worth;
}
