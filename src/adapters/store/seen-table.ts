import { SEEN_FOR, type Seen } from "../../intake/seen.ts";
import type { Clock } from "../../ports.ts";
import type { Database } from "../database/database.ts";

/** What was asked before, on whatever machine. */
export function seenTable(database: Database, clock: Pick<Clock, "now">): Seen {
  return {
    first: async (...keys) => {
      const now = clock.now();
      const text = `insert into tfactory.seen as s (key, at) select key, $2 from unnest($1::text[]) as key order by key
        on conflict (key) do update set at = $2 where s.at <= $3 returning key`;
      const fresh = await database.query(text, [keys, now, new Date(now.getTime() - SEEN_FOR)]);
      return fresh.length === keys.length;
    },
  };
}

/** Forgets what is too old to come again. */
export async function forgetSeen(database: Database, now: Date): Promise<void> {
  await database.query("delete from tfactory.seen where at <= $1", [new Date(now.getTime() - SEEN_FOR)]);
}
