import type { Waiting } from "./waiting.ts";

/** Seconds between two updates while nothing new begins, and between any two: GitHub asks for a second between writes. */
const EVERY = 15;
const AT_LEAST = 1;

/**
 * Shows a state that changes often: what is new in kind at once, the rest every 15 seconds; states in between are never
 * sent. At most one is on its way. One that fails is dropped, the next one has everything; `send` says how many seconds to
 * leave GitHub alone after that.
 */
export class LiveUpdates {
  readonly #send: () => Promise<number>;
  readonly #waiting: Waiting;
  readonly #over = new AbortController();
  #wake = new AbortController();
  #changed = false;
  #urgent = false;
  #not_before = 0;
  #due = 0;
  #pump: Promise<void> | null = null;

  constructor(send: () => Promise<number>, waiting: Waiting) {
    this.#send = send;
    this.#waiting = waiting;
  }

  /** There is something to show. `at_once`: people wait for it. */
  change(at_once: boolean): void {
    if (this.#over.signal.aborted) return;
    this.#changed = true;
    if (at_once && !this.#urgent) {
      this.#urgent = true;
      this.#wake.abort();
    }
    this.#pump ??= this.#run().finally(() => {
      this.#pump = null;
    });
  }

  /** Nothing is sent after this, and what is on its way has arrived: were it given up, it could still arrive after the end. */
  async stop(): Promise<void> {
    this.#over.abort();
    this.#wake.abort();
    await this.#pump;
  }

  async #run(): Promise<void> {
    while (this.#changed && !this.#over.signal.aborted) {
      const seconds = (this.#urgent ? this.#not_before : Math.max(this.#due, this.#not_before)) - this.#now();
      if (seconds > 0) {
        this.#wake = new AbortController();
        await this.#waiting.wait(seconds, this.#wake.signal);
        continue;
      }
      this.#changed = false;
      this.#urgent = false;
      const pause = await this.#send();
      this.#due = this.#now() + EVERY;
      this.#not_before = this.#now() + Math.max(AT_LEAST, pause);
    }
  }

  #now(): number {
    return this.#waiting.now().getTime() / 1000;
  }
}
