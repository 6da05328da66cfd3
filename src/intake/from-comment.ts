import { findCommand } from "./commands/find-command.ts";
import { parseCommand } from "./commands/parse-command.ts";
import { type Asked, ignored, plainIntent, type Reading } from "./intent.ts";
import { IssueComment } from "./payloads.ts";
import { deafTo, type Identity, placeOf } from "./senders.ts";

/** `issue_comment`: only a new comment on a pull request asks for something, never an edited one. */
export function fromComment(payload: unknown, self: Identity): Reading {
  const event = IssueComment.parse(payload);
  if (event.action !== "created") return ignored(`a comment was ${event.action}`);
  if (event.issue.pull_request === undefined || event.issue.pull_request === null) return ignored("a comment on an issue");
  const deaf = deafTo(event, self);
  if (deaf !== null) return ignored(deaf);
  const line = findCommand(event.comment.body ?? "");
  if (line === null) return ignored("no command in the comment");
  const asked: Asked = {
    trigger: "comment",
    key: `comment:${event.repository.id}:${event.comment.id}`,
    ...placeOf(event),
    pull_request: { number: event.issue.number },
    comment_id: event.comment.id,
    asked_at: event.comment.created_at,
  };
  const parsed = parseCommand(line);
  if (parsed.status === "wrong") return { status: "wrong", asked, problem: parsed.problem, nearest: parsed.nearest };
  return { status: "asked", intent: { ...asked, ...plainIntent, command: parsed.command } };
}
