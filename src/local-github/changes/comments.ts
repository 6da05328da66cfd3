import { commentJson, issueJson } from "../payloads/issue.ts";
import { must } from "../store/store.ts";
import type { Comment, Issue, Reaction, ReactionContent, Repository } from "../store/types.ts";
import { tellApps } from "../webhooks/events.ts";
import { type Actor, timestamp, type World } from "../world.ts";

/** Writes a comment under an issue or pull request. */
export function addComment(world: World, repository: Repository, issue: Issue, body: string, actor: Actor): Comment {
  const at = timestamp(world);
  const comment: Comment = {
    id: world.store.id(),
    repository_id: repository.id,
    issue_number: issue.number,
    user_id: actor.account.id,
    app_id: actor.app?.id ?? null,
    body,
    created_at: at,
    updated_at: at,
  };
  world.store.comments.set(comment.id, comment);
  issue.updated_at = at;
  tell(world, repository, comment, actor, "created", {});
  return comment;
}

export function editComment(world: World, repository: Repository, comment: Comment, body: string, actor: Actor): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updated_at = timestamp(world);
  tell(world, repository, comment, actor, "edited", { changes });
}

export function deleteComment(world: World, repository: Repository, comment: Comment, actor: Actor): void {
  tell(world, repository, comment, actor, "deleted", {});
  world.store.comments.delete(comment.id);
  for (const reaction of world.store.reactions.values()) {
    if (reaction.on === "comment" && reaction.on_id === comment.id) world.store.reactions.delete(reaction.id);
  }
}

/** Adds a reaction; the same one of the same person is found again. */
export function react(world: World, on: { on: Reaction["on"]; id: number }, content: ReactionContent, actor: Actor) {
  const mine = (one: Reaction) => one.on === on.on && one.on_id === on.id && one.user_id === actor.account.id;
  const found = world.store.reactions.values().find((one) => mine(one) && one.content === content);
  if (found !== undefined) return { created: false, reaction: found };
  const id = world.store.id();
  const reaction: Reaction = { id, on: on.on, on_id: on.id, user_id: actor.account.id, content, created_at: timestamp(world) };
  world.store.reactions.set(id, reaction);
  const place = on.on === "comment" ? world.store.comments.get(on.id) : undefined;
  world.changed({ kind: "comment", repository_id: place?.repository_id ?? null, number: place?.issue_number ?? null });
  return { created: true, reaction };
}

export function issueUnder(world: World, comment: Comment): Issue {
  const { repository_id, issue_number } = comment;
  const found = world.store.issues.values().find((one) => one.repository_id === repository_id && one.number === issue_number);
  return must(found, `issue of comment ${comment.id}`);
}

function tell(
  world: World,
  repository: Repository,
  comment: Comment,
  actor: Actor,
  action: string,
  more: Record<string, unknown>,
) {
  const issue = issueJson(world, repository, issueUnder(world, comment));
  const payload = { issue, comment: commentJson(world, repository, comment), ...more };
  tellApps(world, repository, actor, { event: "issue_comment", action, payload });
  world.changed({ kind: "comment", repository_id: repository.id, number: comment.issue_number });
}
