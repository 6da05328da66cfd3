import { hasRole } from "../auth/access.ts";
import { addComment, deleteComment, editComment, issueUnder, react } from "../changes/comments.ts";
import { roleOf } from "../changes/repositories.ts";
import { actor, type Handlers, issueIn, list, needs, onRepository, type RepositoryCall } from "../http/context.ts";
import { ApiError, created, NOTHING, notFound, ok, type Reply } from "../http/reply.ts";
import { commentJson, isOn, reactionJson } from "../payloads/issue.ts";
import type { Comment, Issue, Reaction, ReactionContent } from "../store/types.ts";

const KINDS = ["issues", "pull_requests"];
const READ = needs(KINDS);
/** Whoever can read may write comments and reactions. */
const SPEAK = needs(KINDS, "write", "read");
const LONGEST_BODY = 65_536;

export const comments: Handlers = {
  "issues/list-comments": onRepository(READ, (call) => {
    const issue = issueIn(call);
    const since = call.query.since ?? "";
    const own = [...call.world.store.comments.values()].filter((one) => isOn(one, issue) && one.updated_at >= since);
    return list(call, own, (comment) => commentJson(call.world, call.repository, comment));
  }),

  "issues/create-comment": onRepository(SPEAK, (call) => {
    const { world, repository, body } = call;
    const issue = issueIn(call);
    refuseLocked(call, issue);
    const comment = addComment(world, repository, issue, textOf(body.body), actor(call));
    return created(commentJson(world, repository, comment));
  }),

  "issues/get-comment": onRepository(READ, (call) => ok(commentJson(call.world, call.repository, commentIn(call)))),

  "issues/update-comment": onRepository(SPEAK, (call) => {
    const comment = commentIn(call);
    requireOwn(call, comment);
    editComment(call.world, call.repository, comment, textOf(call.body.body), actor(call));
    return ok(commentJson(call.world, call.repository, comment));
  }),

  "issues/delete-comment": onRepository(SPEAK, (call) => {
    const comment = commentIn(call);
    requireOwn(call, comment);
    deleteComment(call.world, call.repository, comment, actor(call));
    return NOTHING;
  }),

  "reactions/list-for-issue-comment": onRepository(READ, (call) => reactionsOn(call, "comment", commentIn(call).id)),
  "reactions/list-for-issue": onRepository(READ, (call) => reactionsOn(call, "issue", issueIn(call).id)),

  "reactions/create-for-issue-comment": onRepository(SPEAK, (call) => {
    const comment = commentIn(call);
    refuseLocked(call, issueUnder(call.world, comment));
    return addReaction(call, "comment", comment.id);
  }),

  "reactions/create-for-issue": onRepository(SPEAK, (call) => {
    const issue = issueIn(call);
    refuseLocked(call, issue);
    return addReaction(call, "issue", issue.id);
  }),

  "reactions/delete-for-issue-comment": onRepository(SPEAK, (call) => {
    const reaction = call.world.store.reactions.get(Number(call.path.reaction_id));
    if (reaction?.on_id !== commentIn(call).id || reaction.user_id !== actor(call).account.id) throw notFound();
    call.world.store.reactions.delete(reaction.id);
    return NOTHING;
  }),
};

function commentIn({ world, repository, path }: RepositoryCall): Comment {
  const comment = world.store.comments.get(Number(path.comment_id));
  if (comment?.repository_id !== repository.id) throw notFound();
  return comment;
}

function reactionsOn(call: RepositoryCall, on: Reaction["on"], id: number): Reply {
  const { content } = call.query;
  const found = [...call.world.store.reactions.values()].filter((one) => one.on === on && one.on_id === id);
  return list(
    call,
    found.filter((one) => content === undefined || one.content === content),
    (one) => reactionJson(call.world, one),
  );
}

function addReaction(call: RepositoryCall, on: Reaction["on"], id: number): Reply {
  const given = react(call.world, { on, id }, call.body.content as ReactionContent, actor(call));
  return { status: given.created ? 201 : 200, body: reactionJson(call.world, given.reaction) };
}

/** An App edits and deletes what it wrote; people what they wrote, and everything with write. */
function requireOwn(call: RepositoryCall, comment: Comment): void {
  const { account, app } = actor(call);
  if (comment.user_id === account.id) return;
  const may = app !== null || hasRole(roleOf(call.repository, account.login), "write", call.repository);
  if (!may) throw new ApiError(403, "Must have admin rights to Repository.");
}

/** In a locked conversation only people with write speak; an App may when it holds write. */
function refuseLocked(call: RepositoryCall, issue: Issue): void {
  const { account, app } = actor(call);
  if (!issue.locked || app !== null || hasRole(roleOf(call.repository, account.login), "write", call.repository)) return;
  throw new ApiError(403, "Unable to create comment because issue is locked.");
}

function textOf(body: unknown): string {
  const text = String(body);
  if (text.trim() === "") throw custom("body is missing or empty");
  if ([...text].length > LONGEST_BODY) throw custom(`body is too long (maximum is ${LONGEST_BODY} characters)`);
  return text;
}

function custom(message: string): ApiError {
  return new ApiError(422, "Validation Failed", {
    errors: [{ resource: "IssueComment", code: "unprocessable", field: "data", message }],
  });
}
