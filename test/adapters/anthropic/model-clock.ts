import type { ModelTime } from "../../../src/adapters/anthropic/model-time.ts";

/** Time that passes when someone waits for it, or when a test says so. */
export class ModelClock implements ModelTime {
  #seconds = 0;
  readonly #timers = new Set<{ at: number; then: () => void }>();
  /** Every wait that was asked for, in seconds. */
  readonly waits: number[] = [];
  readonly start: Date;

  constructor(start = new Date("2026-01-01T12:00:00.000Z")) {
    this.start = start;
  }

  now(): Date {
    return new Date(this.start.getTime() + this.#seconds * 1000);
  }

  seconds(): number {
    return this.#seconds;
  }

  async wait(seconds: number): Promise<void> {
    this.waits.push(seconds);
    this.#seconds += seconds;
  }

  after(seconds: number, then: () => void): () => void {
    const timer = { at: this.#seconds + seconds, then };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Lets time pass: what was due by then happens. */
  pass(seconds: number): void {
    this.#seconds += seconds;
    for (const timer of [...this.#timers])
      if (timer.at <= this.#seconds) {
        this.#timers.delete(timer);
        timer.then();
      }
  }

  /** Timers that are still running. */
  get armed(): number {
    return this.#timers.size;
  }
}
