import type { Pushes } from "../../intake/pushes.ts";
import { SEEN_FOR } from "../../intake/seen.ts";
import type { Database } from "../database/database.ts";

/** What processes that share the database heard of pushes. */
export function pushTable(database: Database): Pushes {
  return {
    note: async (repository_id, pull_request, { head_sha, login, at }) => {
      const text = `insert into tfactory.push as p (repository_id, pull_request, head_sha, login, at) values ($1, $2, $3, $4, $5)
        on conflict (repository_id, pull_request) do update set head_sha = $3, login = $4, at = $5 where p.at <= $5`;
      await database.query(text, [repository_id, pull_request, head_sha, login, at]);
    },
    latest: async (repository_id, pull_request) => {
      const text = "select head_sha, login, at from tfactory.push where repository_id = $1 and pull_request = $2";
      const [row] = await database.query<{ head_sha: string; login: string; at: Date }>(text, [repository_id, pull_request]);
      return row === undefined ? null : { ...row, at: row.at.toISOString() };
    },
  };
}

/** Forgets pushes of so long ago that no comment older than them can come again. */
export async function forgetPushes(database: Database, now: Date): Promise<void> {
  await database.query("delete from tfactory.push where at < $1", [new Date(now.getTime() - SEEN_FOR)]);
}
