import type { Stage } from "../domain/run.ts";
import type { Ports } from "../ports.ts";

/** Runs the stages of one run: tells when each starts and ends, and keeps how long it took. */
export interface Stages {
  run<T>(stage: Stage, work: () => Promise<T>): Promise<T>;
  /** Seconds per stage so far. */
  timings(): Record<string, number>;
}

export function stagesOf({ clock, events }: Pick<Ports, "clock" | "events">): Stages {
  const seconds: Record<string, number> = {};
  return {
    run: async (stage, work) => {
      const started = clock.seconds();
      events({ event: "stage-started", stage, item: null, done: null, total: null, seconds: null });
      try {
        return await work();
      } finally {
        const took = rounded(clock.seconds() - started);
        seconds[stage] = rounded((seconds[stage] ?? 0) + took);
        events({ event: "stage-finished", stage, item: null, done: null, total: null, seconds: took });
      }
    },
    timings: () => ({ ...seconds }),
  };
}

function rounded(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
