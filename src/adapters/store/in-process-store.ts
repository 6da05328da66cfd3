import type { Store } from "../../ports.ts";

/** Steps live as long as the process. Values are kept as JSON, so that a step gives the same thing here as from a database. */
export function inProcessStore(): Store {
  const steps = new Map<string, string>();
  const key = (run_id: string, step: string) => JSON.stringify([run_id, step]);
  return {
    read: async (run_id, step) => {
      const stored = steps.get(key(run_id, step));
      return stored === undefined ? undefined : JSON.parse(stored);
    },
    write: async (run_id, step, value) => {
      steps.set(key(run_id, step), JSON.stringify(value));
    },
  };
}
