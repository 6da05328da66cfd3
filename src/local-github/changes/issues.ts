import { issueJson, labelNamed, labelsJson } from "../payloads/issue.ts";
import { isPull } from "../payloads/pull.ts";
import { labelJson } from "../payloads/repository.ts";
import { must } from "../store/store.ts";
import type { Issue, Label, Repository } from "../store/types.ts";
import { tellApps } from "../webhooks/events.ts";
import { type Actor, timestamp, type World } from "../world.ts";
import { note, tellOfPull } from "./follow-branch.ts";
import { newLabel } from "./repositories.ts";

export interface NewIssue {
  title: string;
  body: string | null;
}

/** Opens an issue. */
export async function openIssue(world: World, repository: Repository, wanted: NewIssue, actor: Actor): Promise<Issue> {
  const issue = newIssue(world, repository, wanted, actor);
  await tellOfIssue(world, repository, issue, actor, "opened", {});
  return issue;
}

/** The record of a new issue or pull request, under the repository's next number. */
export function newIssue(world: World, repository: Repository, wanted: NewIssue, actor: Actor): Issue {
  const at = timestamp(world);
  const issue: Issue = {
    id: world.store.id(),
    repository_id: repository.id,
    number: repository.next_number++,
    title: wanted.title,
    body: wanted.body,
    user_id: actor.account.id,
    app_id: actor.app?.id ?? null,
    state: "open",
    state_reason: null,
    locked: false,
    labels: [],
    created_at: at,
    updated_at: at,
    closed_at: null,
    closed_by: null,
    pull: null,
  };
  world.store.issues.set(issue.id, issue);
  return issue;
}

/** Tells of a change to an issue or pull request under the event it has for its kind. */
export async function tellOfIssue(
  world: World,
  repository: Repository,
  issue: Issue,
  actor: Actor,
  action: string,
  more: Record<string, unknown>,
): Promise<void> {
  issue.updated_at = timestamp(world);
  if (isPull(issue)) return tellOfPull(world, repository, issue, actor, action, more);
  tellApps(world, repository, actor, {
    event: "issues",
    action,
    payload: { issue: issueJson(world, repository, issue), ...more },
  });
  world.changed({ kind: "pull", repository_id: repository.id, number: issue.number });
}

/** Puts labels on an issue or pull request; one that the repository does not have yet is made. One event for each new one. */
export async function addLabels(world: World, repository: Repository, issue: Issue, names: string[], actor: Actor) {
  for (const name of names) {
    const label = labelNamed(repository, name) ?? createLabel(world, repository, { name });
    if (issue.labels.some((one) => one.toLowerCase() === name.toLowerCase())) continue;
    issue.labels.push(label.name);
    note(world, issue, "labeled", actor, { label: label.name });
    await tellOfIssue(world, repository, issue, actor, "labeled", { label: labelJson(world, repository, label) });
  }
  return labelsJson(world, repository, issue);
}

/** Takes a label off. `null`: it was not on. */
export async function removeLabel(world: World, repository: Repository, issue: Issue, name: string, actor: Actor) {
  const at = issue.labels.findIndex((one) => one.toLowerCase() === name.toLowerCase());
  if (at === -1) return null;
  const [taken = name] = issue.labels.splice(at, 1);
  const label = must(labelNamed(repository, taken), `label ${taken}`);
  note(world, issue, "unlabeled", actor, { label: taken });
  await tellOfIssue(world, repository, issue, actor, "unlabeled", { label: labelJson(world, repository, label) });
  return labelsJson(world, repository, issue);
}

export function createLabel(
  world: World,
  repository: Repository,
  wanted: { name: string; color?: string; description?: string | null },
): Label {
  const label = newLabel(world, wanted);
  repository.labels.push(label);
  return label;
}

/** Closes or reopens, retitles or rewrites an issue or pull request. */
export async function editIssue(
  world: World,
  repository: Repository,
  issue: Issue,
  edit: { title?: string; body?: string | null; state?: "open" | "closed"; state_reason?: Issue["state_reason"] },
  actor: Actor,
): Promise<void> {
  const changes: Record<string, { from: string }> = {};
  if (edit.title !== undefined && edit.title !== issue.title) changes.title = { from: issue.title };
  if (edit.body !== undefined && edit.body !== issue.body) changes.body = { from: issue.body ?? "" };
  if (edit.title !== undefined) issue.title = edit.title;
  if (edit.body !== undefined) issue.body = edit.body;
  if (Object.keys(changes).length > 0) await tellOfIssue(world, repository, issue, actor, "edited", { changes });
  if (edit.state === undefined || edit.state === issue.state) return;
  const closing = edit.state === "closed";
  issue.state = edit.state;
  issue.state_reason = isPull(issue) ? null : (edit.state_reason ?? (closing ? "completed" : "reopened"));
  issue.closed_at = closing ? timestamp(world) : null;
  issue.closed_by = closing ? actor.account.id : null;
  note(world, issue, closing ? "closed" : "reopened", actor);
  await tellOfIssue(world, repository, issue, actor, closing ? "closed" : "reopened", {});
}

/** Locks or unlocks the conversation: then only people with write may comment. */
export async function lockIssue(
  world: World,
  repository: Repository,
  issue: Issue,
  locked: boolean,
  actor: Actor,
): Promise<void> {
  issue.locked = locked;
  note(world, issue, locked ? "locked" : "unlocked", actor);
  await tellOfIssue(world, repository, issue, actor, locked ? "locked" : "unlocked", {});
}
