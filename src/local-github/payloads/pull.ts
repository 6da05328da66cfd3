import { countCommits } from "../git/commits.ts";
import { diffFiles } from "../git/diff.ts";
import { mergeBase } from "../git/refs.ts";
import { ask, readOnce } from "../git/run.ts";
import { accountOf, must } from "../store/store.ts";
import type { Issue, PullPart, Repository } from "../store/types.ts";
import { gitDir, nodeId, pageUrl, repositoryUrl, type World } from "../world.ts";
import { accountJson, userJson } from "./account.ts";
import { associationOf, isOn, labelsJson } from "./issue.ts";
import { repositoryJson } from "./repository.ts";

export interface PullIssue extends Issue {
  pull: PullPart;
}

export function isPull(issue: Issue): issue is PullIssue {
  return issue.pull !== null;
}

/** The API's `pull-request-simple`. */
export function pullJson(world: World, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  const api = repositoryUrl(world, repository);
  const url = `${api}/pulls/${issue.number}`;
  const issue_url = `${api}/issues/${issue.number}`;
  const page = `${pageUrl(world, repository)}/pull/${issue.number}`;
  const addresses = {
    comments: `${issue_url}/comments`,
    review_comments: `${url}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${url}/commits`,
    statuses: `${api}/statuses/${pull.head_sha}`,
  };
  const links = { self: url, html: page, issue: issue_url, ...addresses };
  return {
    url,
    id: pull.id,
    node_id: nodeId("PR", issue.id),
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url,
    ...Object.fromEntries(Object.entries(addresses).map(([name, address]) => [`${name}_url`, address])),
    number: issue.number,
    state: issue.state,
    locked: issue.locked,
    title: issue.title,
    user: userJson(world, issue.user_id),
    body: issue.body,
    labels: labelsJson(world, repository, issue),
    milestone: null,
    active_lock_reason: null,
    created_at: issue.created_at,
    updated_at: issue.updated_at,
    closed_at: issue.closed_at,
    merged_at: pull.merged_at,
    merge_commit_sha: pull.merge_commit_sha,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    head: side(world, pull.head_owner, pull.head_ref, pull.head_sha, pull.head_repository_id),
    base: side(world, repository.owner, pull.base_ref, pull.base_sha, repository.id),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: associationOf(world, repository, issue.user_id),
    auto_merge: null,
    draft: pull.draft,
  };
}

/** The API's `pull-request`, with what git has to be asked for. */
export async function fullPullJson(world: World, repository: Repository, issue: PullIssue) {
  const { pull } = issue;
  const dir = gitDir(world, repository);
  const base = (await mergeBase(dir, pull.base_sha, pull.head_sha)) ?? pull.base_sha;
  const [files, commits, mergeable] = await Promise.all([
    diffFiles(dir, base, pull.head_sha),
    countCommits(dir, pull.head_sha, pull.base_sha),
    merges(dir, pull),
  ]);
  const comments = world.store.comments.values().filter((one) => isOn(one, issue));
  const open = issue.state === "open";
  return {
    ...pullJson(world, repository, issue),
    merged: pull.merged_at !== null,
    mergeable: open ? mergeable : null,
    rebaseable: open ? mergeable : null,
    mergeable_state: open ? (mergeable ? "clean" : "dirty") : "unknown",
    merged_by: pull.merged_by === null ? null : userJson(world, pull.merged_by),
    comments: [...comments].length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  };
}

/** The part of a pull request that check runs and suites list: only for heads in their own repository. */
export function pullReferences(world: World, repository: Repository, sha: string) {
  const own = world.store.issues.values().filter(({ repository_id, pull, state }) => {
    const here = repository_id === repository.id && pull?.head_repository_id === repository.id;
    return here && state === "open" && pull.head_sha === sha;
  });
  return [...own].map((issue) => {
    const pull = must(issue.pull, "pull request");
    const repo = { id: repository.id, url: repositoryUrl(world, repository), name: repository.name };
    return {
      url: `${repositoryUrl(world, repository)}/pulls/${issue.number}`,
      id: pull.id,
      number: issue.number,
      head: { ref: pull.head_ref, sha: pull.head_sha, repo },
      base: { ref: pull.base_ref, sha: pull.base_sha, repo },
    };
  });
}

function side(world: World, owner: string, ref: string, sha: string, repository_id: number | null) {
  const repository = repository_id === null ? undefined : world.store.repositories.get(repository_id);
  const account = accountOf(world.store, owner);
  return {
    label: `${owner}:${ref}`,
    ref,
    sha,
    user: account === undefined ? null : accountJson(world, account),
    repo: repository === undefined ? null : repositoryJson(world, repository),
  };
}

async function merges(dir: string, pull: PullPart): Promise<boolean> {
  return (await ask(dir, ["merge-tree", "--write-tree", "--no-messages", pull.base_sha, pull.head_sha], readOnce)) !== null;
}
