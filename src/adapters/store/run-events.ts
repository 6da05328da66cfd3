import { RunEvent } from "../../domain/run.ts";
import type { Database } from "../database/database.ts";

/** Keeps what happens in runs, except progress inside a stage: that is worth nothing a moment later. */
export function runEvents(database: Database, onProblem: (error: unknown) => void) {
  let before: Promise<unknown> = Promise.resolve();
  return {
    /** Kept after the event before it. Never throws: a run does not fail because nobody can follow it. */
    keep: (event: RunEvent): void => {
      if (event.event === "progress") return;
      const text =
        "insert into tfactory.event (run_id, event) select $1, $2 where exists (select from tfactory.run where id = $1)";
      before = before.then(() => database.query(text, [event.run_id, JSON.stringify(event)])).catch(onProblem);
    },
    /** In the order they happened; `null`: there is no such run. */
    read: async (run_id: string): Promise<RunEvent[] | null> => {
      if ((await database.query("select from tfactory.run where id = $1", [run_id])).length === 0) return null;
      const text = "select event from tfactory.event where run_id = $1 order by number";
      return (await database.query<{ event: unknown }>(text, [run_id])).map(({ event }) => RunEvent.parse(event));
    },
  };
}
