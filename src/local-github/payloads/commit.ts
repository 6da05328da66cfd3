import type { Commit, Person } from "../git/commits.ts";
import type { DiffFile } from "../git/diff.ts";
import type { Account, Repository } from "../store/types.ts";
import { nodeId, pageUrl, repositoryUrl, type World } from "../world.ts";
import { accountJson } from "./account.ts";

const NOREPLY = /^(?:\d+\+)?(.+)@users\.noreply\./;

/** Whether GitHub signed the commit itself. The payload is not shown: the signature's bytes are not made. */
function verification(repository: Repository, sha: string) {
  const verified = repository.verified.includes(sha);
  return {
    verified,
    reason: verified ? "valid" : "unsigned",
    signature: null,
    payload: null,
    verified_at: null,
  };
}

/** The account whose address a commit carries, or `null`. */
function accountBehind(world: World, person: Person): Account | null {
  const login = NOREPLY.exec(person.email)?.[1];
  const found = world.store.accounts
    .values()
    .find((one) => one.login === login || person.email === `${one.login}@${new URL(world.url).hostname}`);
  return found ?? null;
}

/** The API's `git-commit`. */
export function gitCommitJson(world: World, repository: Repository, commit: Commit) {
  const api = repositoryUrl(world, repository);
  const page = pageUrl(world, repository);
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${page}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: parents(world, repository, commit, "git/commits"),
    verification: verification(repository, commit.sha),
  };
}

/** The API's `commit`, as lists hold it. */
export function commitJson(world: World, repository: Repository, commit: Commit) {
  const api = repositoryUrl(world, repository);
  const author = accountBehind(world, commit.author);
  const committer = accountBehind(world, commit.committer);
  return {
    sha: commit.sha,
    node_id: nodeId("C", commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: verification(repository, commit.sha),
    },
    url: `${api}/commits/${commit.sha}`,
    html_url: `${pageUrl(world, repository)}/commit/${commit.sha}`,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    author: author === null ? null : accountJson(world, author),
    committer: committer === null ? null : accountJson(world, committer),
    parents: parents(world, repository, commit, "commits"),
  };
}

/** The API's `diff-entry`. */
export function fileJson(world: World, repository: Repository, sha: string, file: DiffFile) {
  const path = file.path.split("/").map(encodeURIComponent).join("/");
  const page = pageUrl(world, repository);
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${page}/blob/${sha}/${path}`,
    raw_url: `${page}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(world, repository)}/contents/${path}?ref=${sha}`,
    ...(file.patch === null ? {} : { patch: file.patch }),
    ...(file.old_path === null ? {} : { previous_filename: file.old_path }),
  };
}

function parents(world: World, repository: Repository, commit: Commit, part: string) {
  return commit.parents.map((sha) => ({
    sha,
    url: `${repositoryUrl(world, repository)}/${part}/${sha}`,
    html_url: `${pageUrl(world, repository)}/commit/${sha}`,
  }));
}
