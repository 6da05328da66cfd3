import type { Clock } from "../../src/ports.ts";

/** A clock that stands still until a test moves it. Ids are `id-1`, `id-2`, … */
export class FixedClock implements Clock {
  #seconds = 0;
  #ids = 0;
  readonly start: Date;

  constructor(start = new Date("2026-01-01T00:00:00.000Z")) {
    this.start = start;
  }

  now(): Date {
    return new Date(this.start.getTime() + this.#seconds * 1000);
  }

  seconds(): number {
    return this.#seconds;
  }

  id(): string {
    this.#ids += 1;
    return `id-${this.#ids}`;
  }

  advance(seconds: number): void {
    this.#seconds += seconds;
  }
}
