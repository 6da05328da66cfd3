import { z } from "zod";
import type { Store } from "../ports.ts";

/** Does work once per run: a finished step gives what it gave before, re-parsed by its schema. */
export type Step = <T>(name: string, schema: z.ZodType<T>, work: () => Promise<T>) => Promise<T>;

/**
 * The steps of one run. What a step stores is JSON that fits its schema; a stored value that does not (older code wrote
 * it) is refused, never trusted. Work may run twice, after a crash between its end and the write: it must be safe to repeat.
 */
export function stepsOf(run_id: string, store: Store): Step {
  return async (name, schema, work) => {
    const stored = await store.read(run_id, name);
    if (stored !== undefined) {
      const parsed = schema.safeParse(stored);
      if (parsed.success) return parsed.data;
      throw new Error(`The stored step ${name} of run ${run_id} does not fit: ${z.prettifyError(parsed.error)}`);
    }
    const value = schema.parse(await work());
    await store.write(run_id, name, value);
    return value;
  };
}
