import { isAncestor, moveRef, NO_SHA, readRef } from "../git/refs.ts";
import { ask } from "../git/run.ts";
import type { Repository } from "../store/types.ts";
import { type Actor, gitDir, timestamp, type World } from "../world.ts";
import { followBranch } from "./follow-branch.ts";
import { tellOfPush } from "./push-events.ts";
import { roleOf } from "./repositories.ts";

export type RefOutcome =
  | { status: "moved"; before: string; after: string }
  /** The ref is not where it has to be: `at` is where it is, `null` for nowhere. */
  | { status: "elsewhere"; at: string | null }
  | { status: "not-fast-forward" }
  | { status: "refused"; kind: "protection" | "ruleset"; message: string };

export interface RefMove {
  ref: string;
  /** The new sha, or `NO_SHA` to delete. */
  to: string;
  /** Where the ref has to be for the move: a sha, `NO_SHA` for "must not exist", `null` for "must exist". */
  from: string | null;
  force: boolean;
}

/** Moves, creates or deletes a ref as the API and the pages do, and tells everyone. */
export function changeRef(world: World, repository: Repository, move: RefMove, actor: Actor): Promise<RefOutcome> {
  return world.exclusive(repository, async () => {
    const dir = gitDir(world, repository);
    if (move.ref.startsWith("refs/pull/")) return { status: "elsewhere", at: null }; // only GitHub itself writes these
    const refused = ruleAgainst(repository, move.ref, actor);
    if (refused !== null) return refused;
    const at = await readRef(dir, move.ref);
    const expected = move.from === NO_SHA ? null : move.from;
    if (move.from === null ? at === null : at !== expected) return { status: "elsewhere", at };
    const rewinds = at !== null && move.to !== NO_SHA && !(await isAncestor(dir, at, move.to));
    if (rewinds && !move.force) return { status: "not-fast-forward" };
    const before = at ?? NO_SHA;
    if (!(await moveRef(dir, move.ref, move.to, before))) return { status: "elsewhere", at: await readRef(dir, move.ref) };
    await refMoved(world, repository, { ref: move.ref, before, after: move.to, forced: rewinds }, actor);
    return { status: "moved", before, after: move.to };
  });
}

export interface MovedRef {
  ref: string;
  before: string;
  after: string;
  forced: boolean;
}

/** What follows when a ref has moved, however that happened. */
export async function refMoved(world: World, repository: Repository, moved: MovedRef, actor: Actor): Promise<void> {
  repository.pushed_at = timestamp(world);
  await tellOfPush(world, repository, moved, actor);
  if (moved.ref.startsWith("refs/heads/")) await followBranch(world, repository, moved, actor);
  world.changed({ kind: "repository", repository_id: repository.id, number: null });
}

/** The protection or rule that stands against a change of a branch, or `null`. */
export function ruleAgainst(
  repository: Repository,
  ref: string,
  actor: Actor,
): Extract<RefOutcome, { status: "refused" }> | null {
  const rule = repository.rules.find(({ branch }) => ref === `refs/heads/${branch}`);
  const bypasses = rule?.kind === "protection" && actor.app === null && roleOf(repository, actor.account.login) === "admin";
  return rule === undefined || bypasses ? null : { status: "refused", kind: rule.kind, message: rule.message };
}

/** Whether a move was a rewind: the old commit is not among the new one's ancestors. */
export async function isRewind(dir: string, before: string, after: string): Promise<boolean> {
  if (before === NO_SHA || after === NO_SHA) return false;
  const reachable = (await ask(dir, ["cat-file", "-e", before])) !== null && (await isAncestor(dir, before, after));
  return !reachable;
}
