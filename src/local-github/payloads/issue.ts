import { must, same } from "../store/store.ts";
import type { Comment, Issue, Reaction, ReactionContent, Repository, TimelineEvent } from "../store/types.ts";
import { nodeId, pageUrl, repositoryUrl, type World } from "../world.ts";
import { userJson } from "./account.ts";
import { viaApp } from "./app.ts";
import { labelJson } from "./repository.ts";

const CONTENTS: ReactionContent[] = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];

/** How a person stands to a repository, as GitHub says it on everything written there. It is no permission. */
export function associationOf(world: World, repository: Repository, user_id: number): string {
  const login = must(world.store.accounts.get(user_id), `account ${user_id}`).login;
  if (same(login, repository.owner)) return "OWNER";
  if (Object.keys(repository.collaborators).some((one) => same(one, login))) return "COLLABORATOR";
  const merged = world.store.issues
    .values()
    .some((one) => one.repository_id === repository.id && one.user_id === user_id && one.pull?.merged_at != null);
  return merged ? "CONTRIBUTOR" : "NONE";
}

/** The API's `issue`: for a pull request too, which then has a `pull_request` part. */
export function issueJson(world: World, repository: Repository, issue: Issue) {
  const api = repositoryUrl(world, repository);
  const url = `${api}/issues/${issue.number}`;
  const page = `${pageUrl(world, repository)}/${issue.pull === null ? "issues" : "pull"}/${issue.number}`;
  const pulls = `${api}/pulls/${issue.number}`;
  const links = { url: pulls, html_url: page, diff_url: `${page}.diff`, patch_url: `${page}.patch` };
  const comments = world.store.comments.values().filter((one) => isOn(one, issue));
  return {
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: page,
    id: issue.id,
    node_id: nodeId(issue.pull === null ? "I" : "PR", issue.id),
    number: issue.number,
    title: issue.title,
    user: userJson(world, issue.user_id),
    labels: labelsJson(world, repository, issue),
    state: issue.state,
    state_reason: issue.state_reason,
    locked: issue.locked,
    active_lock_reason: null,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: [...comments].length,
    created_at: issue.created_at,
    updated_at: issue.updated_at,
    closed_at: issue.closed_at,
    closed_by: issue.closed_by === null ? null : userJson(world, issue.closed_by),
    author_association: associationOf(world, repository, issue.user_id),
    body: issue.body,
    reactions: reactionsJson(world, url, "issue", issue.id),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: viaApp(world, issue.app_id),
    ...(issue.pull === null ? {} : { draft: issue.pull.draft, pull_request: { ...links, merged_at: issue.pull.merged_at } }),
  };
}

export function labelsJson(world: World, repository: Repository, issue: Issue) {
  return issue.labels.map((name) => labelJson(world, repository, must(labelNamed(repository, name), `label ${name}`)));
}

export function labelNamed(repository: Repository, name: string) {
  return repository.labels.find((label) => same(label.name, name));
}

/** The API's `issue-comment`. */
export function commentJson(world: World, repository: Repository, comment: Comment) {
  const issue = must(
    world.store.issues.values().find((one) => isOn(comment, one)),
    `issue of comment ${comment.id}`,
  );
  const url = `${repositoryUrl(world, repository)}/issues/comments/${comment.id}`;
  const kind = issue.pull === null ? "issues" : "pull";
  return {
    url,
    html_url: `${pageUrl(world, repository)}/${kind}/${issue.number}#issuecomment-${comment.id}`,
    issue_url: `${repositoryUrl(world, repository)}/issues/${issue.number}`,
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    user: userJson(world, comment.user_id),
    created_at: comment.created_at,
    updated_at: comment.updated_at,
    author_association: associationOf(world, repository, comment.user_id),
    body: comment.body,
    reactions: reactionsJson(world, url, "comment", comment.id),
    performed_via_github_app: viaApp(world, comment.app_id),
  };
}

/** Whether a comment stands under an issue. */
export function isOn(comment: Comment, issue: Issue): boolean {
  return comment.repository_id === issue.repository_id && comment.issue_number === issue.number;
}

/** The API's `reaction-rollup`. */
function reactionsJson(world: World, url: string, on: Reaction["on"], on_id: number) {
  const reactions = [...world.store.reactions.values().filter((one) => one.on === on && one.on_id === on_id)];
  const counts = CONTENTS.map((content) => [content, reactions.filter((one) => one.content === content).length]);
  return { url: `${url}/reactions`, total_count: reactions.length, ...Object.fromEntries(counts) };
}

export function reactionJson(world: World, reaction: Reaction) {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: userJson(world, reaction.user_id),
    content: reaction.content,
    created_at: reaction.created_at,
  };
}

/** The API's `issue-event`. */
export function timelineJson(world: World, repository: Repository, event: TimelineEvent) {
  const label = event.label === null ? undefined : labelNamed(repository, event.label);
  return {
    id: event.id,
    node_id: nodeId("EV", event.id),
    url: `${repositoryUrl(world, repository)}/issues/events/${event.id}`,
    actor: userJson(world, event.user_id),
    event: event.event,
    commit_id: event.commit_id,
    commit_url: event.commit_id === null ? null : `${repositoryUrl(world, repository)}/commits/${event.commit_id}`,
    created_at: event.created_at,
    performed_via_github_app: viaApp(world, event.app_id),
    ...(event.label === null ? {} : { label: { name: event.label, color: label?.color ?? "ededed" } }),
  };
}
