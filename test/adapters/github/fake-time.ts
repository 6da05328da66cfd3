import type { Waiting } from "../../../src/adapters/github/waiting.ts";

/** Time that passes only when someone waits for it. */
export class FakeTime implements Waiting {
  #milliseconds = Date.now();
  /** Every wait that was asked for, in seconds. */
  readonly waits: number[] = [];

  now(): Date {
    return new Date(this.#milliseconds);
  }

  /** Time that passed meanwhile. */
  skip(seconds: number): void {
    this.#milliseconds += seconds * 1000;
  }

  async wait(seconds: number): Promise<void> {
    this.waits.push(seconds);
    this.#milliseconds += seconds * 1000;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
