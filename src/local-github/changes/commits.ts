import { writeCommit } from "../git/commits.ts";
import { branchSha, NO_SHA } from "../git/refs.ts";
import { ask } from "../git/run.ts";
import { entryAt, type TreeChange, writeBlob, writeTree } from "../git/trees.ts";
import type { PullIssue } from "../payloads/pull.ts";
import { must } from "../store/store.ts";
import type { Repository } from "../store/types.ts";
import { type Actor, gitDir, timestamp, type World } from "../world.ts";
import { changeRef, type RefOutcome } from "./refs.ts";

export interface FileChange {
  path: string;
  /** `null` deletes. */
  content: Buffer | null;
}
export type CommitOutcome =
  | Exclude<RefOutcome, { status: "moved" }>
  | { status: "committed"; sha: string }
  | { status: "no-tree" };

/**
 * Commits file changes on top of a branch in one step, as the pages, the contents API and `createCommitOnBranch` do.
 * `expected` is where the branch has to be; without it, wherever it is. Signed by GitHub unless the person may not be.
 */
export async function commitFiles(
  world: World,
  repository: Repository,
  change: { branch: string; expected: string | null; message: string; files: FileChange[]; verified: boolean },
  actor: Actor,
): Promise<CommitOutcome> {
  const dir = gitDir(world, repository);
  const ref = `refs/heads/${change.branch}`;
  const at = await branchSha(dir, change.branch);
  if (change.expected !== null && at !== change.expected) return { status: "elsewhere", at };
  const changes = await Promise.all(change.files.map((file) => storeFile(dir, at, file)));
  const tree = await writeTree(dir, at, changes);
  if (tree === null) return { status: "no-tree" };
  const parents = at === null ? [] : [at];
  const sha = await writeCommit(dir, { tree, parents, message: change.message, ...signatures(world, actor) });
  if (change.verified) repository.verified.push(sha);
  const moved = await changeRef(world, repository, { ref, to: sha, from: at ?? NO_SHA, force: false }, actor);
  return moved.status === "moved" ? { status: "committed", sha } : moved;
}

/** Merges a pull request with a merge commit. `null`: it conflicts. */
export async function mergePull(
  world: World,
  repository: Repository,
  issue: PullIssue,
  actor: Actor,
): Promise<CommitOutcome | null> {
  const dir = gitDir(world, repository);
  const { base_ref, head_sha, head_owner, head_ref } = issue.pull;
  const base = must(await branchSha(dir, base_ref), `branch ${base_ref}`);
  const tree = await ask(dir, ["merge-tree", "--write-tree", "--no-messages", base, head_sha]);
  if (tree === null) return null;
  const message = `Merge pull request #${issue.number} from ${head_owner}/${head_ref}\n\n${issue.title}`;
  const sha = await writeCommit(dir, { tree, parents: [base, head_sha], message, ...signatures(world, actor) });
  repository.verified.push(sha);
  const moved = await changeRef(world, repository, { ref: `refs/heads/${base_ref}`, to: sha, from: base, force: false }, actor);
  return moved.status === "moved" ? { status: "committed", sha } : moved;
}

/** Who wrote a commit GitHub makes itself: the account as author, GitHub as committer. */
export function signatures(world: World, { account }: Actor) {
  const date = timestamp(world);
  const email = `${account.id}+${account.login}@users.noreply.${new URL(world.url).hostname}`;
  return {
    author: { name: account.name ?? account.login, email, date },
    committer: { name: "GitHub", email: "noreply@github.com", date },
  };
}

async function storeFile(dir: string, at: string | null, { path, content }: FileChange): Promise<TreeChange> {
  const there = at === null ? null : await entryAt(dir, at, path);
  const mode = there?.type === "blob" ? there.mode : "100644";
  return { path, mode, sha: content === null ? null : await writeBlob(dir, content) };
}
