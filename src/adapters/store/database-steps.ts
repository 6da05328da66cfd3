import type { Store } from "../../ports.ts";
import { RunStopped } from "../../runs/run-stopped.ts";
import type { Database } from "../database/database.ts";
import { whenItIsBack } from "../database/when-it-is-back.ts";
import { isClaimed } from "./jobs.ts";

/**
 * Finished steps in the database. `attemptOf`: of the runs this process works on. A step of a run that is no longer ours is
 * refused with `RunStopped`, so that nothing comes after it.
 */
export function databaseSteps(database: Database, attemptOf: (run_id: string) => number | undefined): Store {
  return {
    read: async (run_id, step) => {
      const text = "select output from tfactory.step where run_id = $1 and name = $2";
      const rows = await whenItIsBack(() => database.query<{ output: unknown }>(text, [run_id, step]));
      return rows[0]?.output;
    },
    write: async (run_id, step, value) => {
      const text = `insert into tfactory.step (run_id, name, output)
        select r.id, $3, $4 from tfactory.run r where r.id = $1 and ${isClaimed("$2")}
        on conflict (run_id, name) do update set output = excluded.output returning name`;
      const values = [run_id, attemptOf(run_id) ?? -1, step, JSON.stringify(value)];
      const kept = await whenItIsBack(() => database.query(text, values));
      if (kept.length === 0) throw new RunStopped("handed-back", "Another worker took this run over.");
    },
  };
}
