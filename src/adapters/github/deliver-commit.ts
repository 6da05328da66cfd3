import { git } from "../git/git.ts";
import { parseRaw } from "../git/read-diff.ts";
import type { RepositoryAt } from "./check-runs.ts";
import { commitOnBranch, type NewCommit } from "./commit-on-branch.ts";
import type { Mirror } from "./mirror.ts";
import { blobId, entriesOf } from "./path-policy.ts";
import { GitHubProblem } from "./problem.ts";
import type { Waiting } from "./waiting.ts";

const TRIES = 3;

/** Where commits of ours go. */
export interface DeliveryWorld {
  at: RepositoryAt;
  mirror: Mirror;
  waiting: Waiting;
}
export type Delivered =
  | { status: "committed"; commit_sha: string; verified: boolean | null }
  | { status: "head-moved"; new_head: string }
  | { status: "refused"; reason: string };

/**
 * Makes a commit and reads it back. When the answer is lost or the branch is elsewhere, the branch is looked at before
 * anything is tried again: `findDone` knows our commit on it. A commit that changed anything but what was asked is taken
 * back at once. Throws `GitHubProblem` when GitHub refuses or does not answer.
 */
export async function deliverCommit(
  world: DeliveryWorld,
  commit: NewCommit,
  findDone: (head: string) => Promise<string | null>,
): Promise<Delivered> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await readBack(world, commit, await commitOnBranch(world.at, commit));
    } catch (error) {
      const passing = error instanceof GitHubProblem && (error.kind === "conflict" || error.kind === "unavailable");
      if (!passing) throw error;
      const head = await world.mirror.fetchRef(`refs/heads/${commit.branch}`);
      if (head === null) throw new GitHubProblem("not-found", 404, `${commit.branch} is gone`);
      const done = await findDone(head);
      if (done !== null) return readBack(world, commit, done);
      if (head !== commit.parent) return { status: "head-moved", new_head: head };
      if (attempt === TRIES) throw error;
      await world.waiting.wait(2 ** attempt);
    }
  }
}

/** What GitHub made must be exactly what was asked: these files, with this content, as ordinary files. */
async function readBack(world: DeliveryWorld, commit: NewCommit, commit_sha: string): Promise<Delivered> {
  const { mirror, waiting, at } = world;
  for (let attempt = 1; !(await mirror.ensure(commit_sha)); attempt++) {
    if (attempt === TRIES) throw new GitHubProblem("unavailable", 0, `commit ${commit_sha} can not be read back`);
    await waiting.wait(2 ** attempt);
  }
  const wanted = new Map([
    ...commit.write.map(({ path, source }) => [path, `100644 ${blobId(source)}`] as const),
    ...commit.remove.map((path) => [path, null] as const),
  ]);
  const made = await entriesOf(mirror.git_dir, commit_sha);
  const changed = await changesOf(mirror.git_dir, commit_sha);
  const exact = changed.length === wanted.size && changed.every((path) => wanted.get(path) === stateOf(made.get(path)));
  if (!exact) {
    const reverse = await reverseOf(mirror.git_dir, commit_sha, commit_sha);
    const message = `tfactory: take back ${commit_sha.slice(0, 12)}\n\nIt changed more than was asked for.`;
    await commitOnBranch(at, { branch: commit.branch, parent: commit_sha, message, ...reverse });
    return { status: "refused", reason: "GitHub made a commit that changes something else, and it was taken back" };
  }
  return { status: "committed", commit_sha, verified: await isVerified(at, commit_sha) };
}

/** What it takes to undo a commit on a head: files as they were before it, files that were not there. */
export async function reverseOf(git_dir: string, commit_sha: string, head: string): Promise<Pick<NewCommit, "write" | "remove">> {
  const before = await entriesOf(git_dir, `${commit_sha}^1`);
  const now = await entriesOf(git_dir, head);
  const write: NewCommit["write"] = [];
  const remove: string[] = [];
  for (const path of await changesOf(git_dir, commit_sha)) {
    const old = before.get(path);
    if (old === undefined && now.has(path)) remove.push(path);
    if (old !== undefined && now.get(path)?.object !== old.object)
      write.push({ path, source: (await git(git_dir, ["cat-file", "blob", old.object])).toString("utf8") });
  }
  return { write, remove };
}

/** The paths that a commit changes against its first parent. */
export async function changesOf(git_dir: string, commit_sha: string): Promise<string[]> {
  const compare = ["diff-tree", "-r", "--no-renames", "--raw", "-z", "--no-abbrev"];
  const raw = await git(git_dir, [...compare, `${commit_sha}^1`, commit_sha]);
  return parseRaw(raw.toString("utf8")).map((entry) => entry.path);
}

function stateOf(entry: { mode: string; object: string } | undefined): string | null {
  return entry === undefined ? null : `${entry.mode} ${entry.object}`;
}

async function isVerified({ octokit, owner, repo }: RepositoryAt, commit_sha: string): Promise<boolean | null> {
  const { data } = await octokit.rest.git.getCommit({ owner, repo, commit_sha });
  return data.verification.verified;
}
