import { SEEN_FOR, type Seen } from "../../intake/seen.ts";
import type { Clock } from "../../ports.ts";
import type { Database } from "../database/database.ts";

/** A process that shares the database deals with a delivery in less than this. */
const DEALING_MINUTES = 5;

/** What was asked before, on whatever machine. */
export function seenTable(database: Database, clock: Pick<Clock, "now">): Seen {
  const dealing = new Set<string>();
  /** What was seen before this and is not dealt with was cut off. */
  const overdue = (now: Date) => new Date(now.getTime() - (database.isEmbedded ? 0 : DEALING_MINUTES * 60_000));
  const done = async (delivery: string) => {
    await database.query("update tfactory.seen set done = true where delivery = $1 and not done", [delivery]);
    dealing.delete(delivery);
  };
  return {
    first: async (keys, delivery) => {
      if (delivery !== undefined && dealing.has(delivery)) return false;
      if (delivery !== undefined) dealing.add(delivery);
      const now = clock.now();
      const text = `insert into tfactory.seen as s (key, at, delivery, done)
        select key, $2, $4::text, $4::text is null from unnest($1::text[]) as key order by key
        on conflict (key) do update set at = $2, delivery = $4, done = $4::text is null
          where s.at <= $3 or (s.delivery = $4 and not s.done and s.at <= $5) returning key`;
      const values = [keys, now, new Date(now.getTime() - SEEN_FOR), delivery ?? null, overdue(now)];
      const fresh = await database.query(text, values).catch((error: unknown) => {
        if (delivery !== undefined) dealing.delete(delivery);
        throw error;
      });
      const first = fresh.length === keys.length;
      if (first || delivery === undefined) return first;
      // a delivery of which no key is ours is over, or another process is dealing with it
      if (fresh.length > 0) await done(delivery);
      else dealing.delete(delivery);
      return false;
    },
    done,
    cutOff: async () => {
      const text = "select distinct delivery from tfactory.seen where not done and at <= $1";
      const rows = await database.query<{ delivery: string }>(text, [overdue(clock.now())]);
      return new Set(rows.map(({ delivery }) => delivery).filter((delivery) => !dealing.has(delivery)));
    },
  };
}

/** Forgets what is too old to come again. */
export async function forgetSeen(database: Database, now: Date): Promise<void> {
  await database.query("delete from tfactory.seen where at <= $1", [new Date(now.getTime() - SEEN_FOR)]);
}
