import type { Stage } from "../domain/run.ts";
import type { Ports } from "../ports.ts";
import { workOnEach } from "./work-on-each.ts";

/**
 * The stages of one run: tells when each starts and ends, and keeps how long it took, over all its rounds. A stage that
 * fails does not end.
 */
export interface Stages {
  run<T>(stage: Stage, work: () => Promise<T>): Promise<T>;
  /** A stage whose work is the same for every item. Results are in the items' order. */
  each<Item, Result>(
    stage: Stage,
    items: readonly Item[],
    work: (item: Item, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result[]>;
  /** Seconds per stage so far. */
  timings(): Record<string, number>;
}

export function stagesOf({ clock, events }: Pick<Ports, "clock" | "events">, parallel: number, signal: AbortSignal): Stages {
  const seconds: Record<string, number> = {};
  const run: Stages["run"] = async (stage, work) => {
    signal.throwIfAborted();
    const started = clock.seconds();
    events({ event: "stage-started", stage, item: null, done: null, total: null, seconds: null });
    const result = await work();
    const took = Math.round((clock.seconds() - started) * 100) / 100;
    seconds[stage] = Math.round(((seconds[stage] ?? 0) + took) * 100) / 100;
    events({ event: "stage-finished", stage, item: null, done: null, total: null, seconds: took });
    return result;
  };
  const each: Stages["each"] = (stage, items, work) => {
    const tell = (done: number) => events({ event: "progress", stage, item: null, done, total: items.length, seconds: null });
    return run(stage, () => workOnEach(items, parallel, signal, work, tell));
  };
  return { run, each, timings: () => ({ ...seconds }) };
}
