import type { PathLocks } from "../../runs/lock-paths.ts";
import type { Database } from "../database/database.ts";
import { inTurn } from "./in-turn.ts";
import { OPEN_JOBS } from "./jobs.ts";

/** Locks in the database. One counts while its run is worked on: when that one's worker dies it is free. */
export function databasePathLocks(database: Database): PathLocks {
  return {
    take: (run_id, repository_id, paths) =>
      inTurn(database, async () => {
        const held = await database.query(
          `select from tfactory.path_lock l join tfactory.run r on r.id = l.run_id join ${OPEN_JOBS} j on j.id = r.job_id
           where l.repository_id = $1 and l.path = any($2) and l.run_id <> $3 and j.claimed and r.finished_at is null limit 1`,
          [repository_id, paths, run_id],
        );
        if (held.length > 0) return false;
        await database.query(
          `insert into tfactory.path_lock (repository_id, path, run_id) select $1, path, $3 from unnest($2::text[]) as path
           on conflict (repository_id, path) do update set run_id = excluded.run_id`,
          [repository_id, [...new Set(paths)], run_id],
        );
        return true;
      }),
  };
}
