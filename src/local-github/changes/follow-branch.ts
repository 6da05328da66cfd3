import { branchSha, isAncestor, NO_SHA } from "../git/refs.ts";
import { fetchInto } from "../git/repository.ts";
import { read } from "../git/run.ts";
import { fullPullJson, type PullIssue } from "../payloads/pull.ts";
import type { Repository, TimelineEvent } from "../store/types.ts";
import { isHeard, tellApps } from "../webhooks/events.ts";
import { type Actor, gitDir, timestamp, type World } from "../world.ts";
import type { MovedRef } from "./refs.ts";

/** Open pull requests follow their head branch, close when it is deleted and are merged when their base has it. */
export async function followBranch(world: World, repository: Repository, moved: MovedRef, actor: Actor): Promise<void> {
  const branch = moved.ref.slice("refs/heads/".length);
  for (const issue of openPulls(world)) {
    const { pull } = issue;
    const base = world.store.repositories.get(issue.repository_id);
    if (base === undefined) continue;
    if (pull.head_repository_id === repository.id && pull.head_ref === branch)
      await followHead(world, base, repository, issue, moved, actor);
    if (base.id === repository.id && pull.base_ref === branch && moved.after !== NO_SHA)
      await followBase(world, base, issue, moved.after, actor);
  }
}

async function followHead(world: World, base: Repository, head: Repository, issue: PullIssue, moved: MovedRef, actor: Actor) {
  const { pull } = issue;
  if (moved.after === NO_SHA) {
    note(world, issue, "head_ref_deleted", actor);
    return closePull(world, base, issue, actor);
  }
  pull.head_sha = moved.after;
  pull.base_sha = (await branchSha(gitDir(world, base), pull.base_ref)) ?? pull.base_sha;
  issue.updated_at = timestamp(world);
  await storePullRef(world, base, head, issue);
  if (moved.forced) note(world, issue, "head_ref_force_pushed", actor);
  const { before, after } = moved;
  await tellOfPull(world, base, issue, actor, "synchronize", { before, after });
}

async function followBase(world: World, base: Repository, issue: PullIssue, sha: string, actor: Actor) {
  if (!(await isAncestor(gitDir(world, base), issue.pull.head_sha, sha))) return;
  const at = timestamp(world);
  Object.assign(issue.pull, { merged_at: at, merged_by: actor.account.id, merge_commit_sha: sha });
  note(world, issue, "merged", actor, { commit_id: sha });
  await closePull(world, base, issue, actor);
}

/** Closes a pull request, merged or not, and tells of it. */
export async function closePull(world: World, repository: Repository, issue: PullIssue, actor: Actor): Promise<void> {
  const at = timestamp(world);
  Object.assign(issue, { state: "closed", closed_at: at, updated_at: at, closed_by: actor.account.id });
  note(world, issue, "closed", actor);
  await tellOfPull(world, repository, issue, actor, "closed", {});
}

/** Keeps `refs/pull/<number>/head` at the head, fetched from a fork where it comes from one. */
export async function storePullRef(world: World, base: Repository, head: Repository, issue: PullIssue): Promise<void> {
  const ref = `refs/pull/${issue.number}/head`;
  if (head.id === base.id) await read(gitDir(world, base), ["update-ref", ref, issue.pull.head_sha]);
  else await fetchInto(gitDir(world, base), gitDir(world, head), [`+${issue.pull.head_sha}:${ref}`]);
}

export async function tellOfPull(
  world: World,
  repository: Repository,
  issue: PullIssue,
  actor: Actor,
  action: string,
  more: Record<string, unknown>,
): Promise<void> {
  if (isHeard(world, repository, "pull_request")) {
    const pull_request = await fullPullJson(world, repository, issue);
    const payload = { number: issue.number, pull_request, ...more };
    tellApps(world, repository, actor, { event: "pull_request", action, payload });
  }
  world.changed({ kind: "pull", repository_id: repository.id, number: issue.number });
}

/** Writes a line of the timeline. */
export function note(
  world: World,
  issue: { repository_id: number; number: number },
  event: TimelineEvent["event"],
  actor: Actor,
  more: { label?: string; commit_id?: string } = {},
): void {
  const id = world.store.id();
  world.store.timeline.set(id, {
    id,
    repository_id: issue.repository_id,
    issue_number: issue.number,
    event,
    user_id: actor.account.id,
    app_id: actor.app?.id ?? null,
    label: more.label ?? null,
    commit_id: more.commit_id ?? null,
    created_at: timestamp(world),
  });
}

function openPulls(world: World): PullIssue[] {
  const open = world.store.issues.values().filter((issue) => issue.state === "open" && issue.pull !== null);
  return [...open] as PullIssue[];
}
