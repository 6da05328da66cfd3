import type { Label, Repository } from "../store/types.ts";
import { fullName, nodeId, pageUrl, repositoryUrl, type World } from "../world.ts";
import { ownerJson } from "./account.ts";

/** Addresses of a repository's parts, as URI templates relative to its own. */
const TEMPLATES: Record<string, string> = {
  archive: "{archive_format}{/ref}",
  assignees: "assignees{/user}",
  blobs: "git/blobs{/sha}",
  branches: "branches{/branch}",
  collaborators: "collaborators{/collaborator}",
  comments: "comments{/number}",
  commits: "commits{/sha}",
  compare: "compare/{base}...{head}",
  contents: "contents/{+path}",
  contributors: "contributors",
  deployments: "deployments",
  downloads: "downloads",
  events: "events",
  forks: "forks",
  git_commits: "git/commits{/sha}",
  git_refs: "git/refs{/sha}",
  git_tags: "git/tags{/sha}",
  hooks: "hooks",
  issue_comment: "issues/comments{/number}",
  issue_events: "issues/events{/number}",
  issues: "issues{/number}",
  keys: "keys{/key_id}",
  labels: "labels{/name}",
  languages: "languages",
  merges: "merges",
  milestones: "milestones{/number}",
  notifications: "notifications{?since,all,participating}",
  pulls: "pulls{/number}",
  releases: "releases{/id}",
  stargazers: "stargazers",
  statuses: "statuses/{sha}",
  subscribers: "subscribers",
  subscription: "subscription",
  tags: "tags",
  teams: "teams",
  trees: "git/trees{/sha}",
};

/** The API's `minimal-repository`. */
export function minimalRepositoryJson(world: World, repository: Repository) {
  const url = repositoryUrl(world, repository);
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: fullName(repository),
    private: repository.private,
    owner: ownerJson(world, repository.owner),
    html_url: pageUrl(world, repository),
    description: repository.description,
    fork: repository.parent_id !== null,
    url,
    ...Object.fromEntries(Object.entries(TEMPLATES).map(([name, template]) => [`${name}_url`, `${url}/${template}`])),
  };
}

/** The API's `repository`, as lists and webhook payloads hold it. */
export function repositoryJson(world: World, repository: Repository) {
  const page = pageUrl(world, repository);
  const open = world.store.issues.values().filter((one) => one.repository_id === repository.id && one.state === "open");
  const forks = world.store.repositories.values().filter((one) => one.parent_id === repository.id);
  const open_issues = [...open].length;
  const forks_count = [...forks].length;
  return {
    ...minimalRepositoryJson(world, repository),
    created_at: repository.created_at,
    updated_at: repository.pushed_at,
    pushed_at: repository.pushed_at,
    git_url: `${page.replace(/^http/, "git")}.git`,
    ssh_url: `git@${new URL(page).hostname}:${fullName(repository)}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    homepage: null,
    size: 0,
    language: null,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    has_issues: true,
    has_projects: false,
    has_downloads: true,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    has_pull_requests: true,
    forks_count,
    forks: forks_count,
    open_issues_count: open_issues,
    open_issues,
    archived: false,
    disabled: false,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? "private" : "public",
    default_branch: repository.default_branch,
  };
}

/** The API's `full-repository`: what `GET /repos/{owner}/{repo}` answers. */
export function fullRepositoryJson(world: World, repository: Repository) {
  const parent = repository.parent_id === null ? undefined : world.store.repositories.get(repository.parent_id);
  const origin = parent === undefined ? {} : { parent: repositoryJson(world, parent), source: repositoryJson(world, parent) };
  return { ...repositoryJson(world, repository), network_count: 0, subscribers_count: 0, ...origin };
}

export function labelJson(world: World, repository: Repository, label: Label) {
  return {
    id: label.id,
    node_id: nodeId("LA", label.id),
    url: `${repositoryUrl(world, repository)}/labels/${encodeURIComponent(label.name)}`,
    name: label.name,
    color: label.color,
    default: label.default,
    description: label.description,
  };
}
