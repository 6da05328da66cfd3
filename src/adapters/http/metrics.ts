import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Overview } from "../../runs/overview.ts";

/**
 * An overview in Prometheus' text format, with the usual figures of this process. Every process gives the same figures of the
 * whole, for they come from the database: scrape any of them, and take `max`, never `sum`, over several.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly #gauges = new Map<string, Gauge>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  async render(overview: Overview): Promise<string> {
    const { queue, workers, last_day, used_today, limits } = overview;
    for (const gauge of this.#gauges.values()) gauge.reset();
    this.#set("tfactory_runs_waiting", "Runs that wait to be begun.", queue.waiting);
    this.#set("tfactory_runs_working", "Runs that are being worked on.", queue.working);
    this.#set("tfactory_oldest_waiting_seconds", "How long the run waits that waits longest.", queue.oldest_waiting_seconds ?? 0);
    this.#set("tfactory_workers", "Workers that live.", workers.length);
    this.#set("tfactory_worker_slots", "Runs that all workers can do at a time.", sum(workers.map(({ slots }) => slots)));
    for (const [status, count] of Object.entries(last_day.finished))
      this.#set("tfactory_runs_finished_last_day", "Runs that were over in the last 24 hours.", count, { status });
    for (const [quantile, seconds] of [
      ["0.5", last_day.seconds?.p50],
      ["0.95", last_day.seconds?.p95],
    ] as const)
      if (seconds !== undefined)
        this.#set("tfactory_run_seconds_last_day", "Seconds from begin to end, of those.", seconds, { quantile });
    for (const measure of ["runs", "tokens", "usd"] as const) {
      this.#set("tfactory_used_today", "What was used since midnight, UTC.", used_today[measure], { measure });
      this.#set("tfactory_limit_daily", "What may be used a day; +Inf: no limit.", limits.daily[measure], { measure });
    }
    this.#set("tfactory_limit_runs", "Runs at a time, on all machines together.", limits.runs);
    return this.#registry.metrics();
  }

  #set(name: string, help: string, value: number, labels: Record<string, string> = {}): void {
    const labelNames = Object.keys(labels);
    const gauge = this.#gauges.get(name) ?? new Gauge({ name, help, labelNames, registers: [this.#registry] });
    this.#gauges.set(name, gauge);
    gauge.set(labels, value);
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
