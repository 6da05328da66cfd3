import type { Store } from "../../src/ports.ts";

/** A store whose steps a test can look at and fill. Values go through JSON, as they would to a database. */
export class MemoryStore implements Store {
  readonly steps = new Map<string, string>();

  async read(run_id: string, step: string): Promise<unknown> {
    const stored = this.steps.get(`${run_id}/${step}`);
    return stored === undefined ? undefined : JSON.parse(stored);
  }

  async write(run_id: string, step: string, value: unknown): Promise<void> {
    this.steps.set(`${run_id}/${step}`, JSON.stringify(value));
  }
}
