import { branchSha, isAncestor } from "../git/refs.ts";
import { fetchInto } from "../git/repository.ts";
import type { PullIssue } from "../payloads/pull.ts";
import type { Issue, Repository } from "../store/types.ts";
import { type Actor, gitDir, type World } from "../world.ts";
import { storePullRef, tellOfPull } from "./follow-branch.ts";
import { editIssue, newIssue } from "./issues.ts";

export interface NewPull {
  title: string;
  body: string | null;
  base: string;
  head: string;
  head_repository: Repository;
  draft: boolean;
}

/** Why GitHub takes no pull request, as it words and codes it. */
export type PullRefused = { status: "invalid"; field: "base" | "head"; code: "invalid" } | { status: "refused"; message: string };
export type PullOpened = { status: "opened"; issue: PullIssue } | PullRefused;

/** Opens a pull request from a branch of the repository or of a fork. */
export function openPull(world: World, repository: Repository, wanted: NewPull, actor: Actor): Promise<PullOpened> {
  const { base, head, head_repository } = wanted;
  return world.exclusive(head_repository, async () => {
    const dir = gitDir(world, repository);
    const base_sha = await branchSha(dir, base);
    const head_sha = await branchSha(gitDir(world, head_repository), head);
    if (base_sha === null) return { status: "invalid", field: "base", code: "invalid" };
    if (head_sha === null) return { status: "invalid", field: "head", code: "invalid" };
    const label = `${head_repository.owner}:${head}`;
    if (twin(world, repository, wanted) !== undefined)
      return { status: "refused", message: `A pull request already exists for ${label}.` };
    if (head_repository.id !== repository.id) await fetchInto(dir, gitDir(world, head_repository), [head_sha]);
    if (await isAncestor(dir, head_sha, base_sha))
      return { status: "refused", message: `No commits between ${base} and ${head}` };
    const issue = asPull(newIssue(world, repository, wanted, actor), world, wanted, { base_sha, head_sha });
    await storePullRef(world, repository, head_repository, issue);
    await tellOfPull(world, repository, issue, actor, "opened", {});
    return { status: "opened", issue };
  });
}

function asPull(issue: Issue, world: World, wanted: NewPull, shas: { base_sha: string; head_sha: string }): PullIssue {
  const pull = {
    id: world.store.id(),
    base_ref: wanted.base,
    base_sha: shas.base_sha,
    head_ref: wanted.head,
    head_sha: shas.head_sha,
    head_repository_id: wanted.head_repository.id,
    head_owner: wanted.head_repository.owner,
    draft: wanted.draft,
    merged_at: null,
    merged_by: null,
    merge_commit_sha: null,
  };
  return Object.assign(issue, { pull });
}

/** Reopens a pull request; its head is then where the branch is now. */
export async function reopenPull(world: World, repository: Repository, issue: PullIssue, actor: Actor): Promise<void> {
  const { head_repository_id, head_ref } = issue.pull;
  const head = head_repository_id === null ? undefined : world.store.repositories.get(head_repository_id);
  const sha = head === undefined ? null : await branchSha(gitDir(world, head), head_ref);
  if (head !== undefined && sha !== null && sha !== issue.pull.head_sha) {
    issue.pull.head_sha = sha;
    await storePullRef(world, repository, head, issue);
  }
  await editIssue(world, repository, issue, { state: "open" }, actor);
}

function twin(world: World, repository: Repository, { base, head, head_repository }: NewPull): Issue | undefined {
  return world.store.issues.values().find(({ repository_id, state, pull }) => {
    const same_head = pull?.head_repository_id === head_repository.id && pull.head_ref === head;
    return repository_id === repository.id && state === "open" && same_head && pull.base_ref === base;
  });
}
