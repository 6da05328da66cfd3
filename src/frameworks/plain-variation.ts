import type { Request } from "./protocol.ts";

export type Variation = Request<"run">["variations"][number];

/** A run as it comes: seed 0, file order, UTC, the real clock, whole cores, together in one process, without the suite. */
export function plainVariation(id: string): Variation {
  return {
    id,
    seed: 0,
    told_in: null,
    order: "file",
    order_seed: 0,
    timezone: "UTC",
    locale: "C.UTF-8",
    user: null,
    clock_shift_seconds: 0,
    clock_at: null,
    cpu_percent: 100,
    alone: false,
    again: false,
    folders_reversed: false,
    coarse_file_times: false,
    rides_on: null,
    late_threads: false,
    draws: 0,
    with_suite: [],
    without: [],
  };
}
