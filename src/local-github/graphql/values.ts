import { type Commit, readCommit } from "../git/commits.ts";
import { must } from "../store/store.ts";
import type { Repository } from "../store/types.ts";
import { gitDir, type World } from "../world.ts";

export interface RefValue {
  repository: Repository;
  ref: string;
  sha: string;
}
export interface CommitValue {
  repository: Repository;
  commit: Commit;
}

export async function commitOf(world: World, repository: Repository, sha: string): Promise<CommitValue> {
  return { repository, commit: must(await readCommit(gitDir(world, repository), sha), `commit ${sha}`) };
}
