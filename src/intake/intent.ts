import type { Command } from "./commands/command.ts";

/** Who asked, where and about what, before it is clear what for. */
export interface Asked {
  trigger: "comment" | "label" | "dispatch" | "check";
  /** The same for two events that ask for the same thing once: a comment's id, a delivery's id. */
  key: string;
  installation_id: number;
  repository: { id: number; name: string };
  sender: Sender;
  pull_request: { number: number } | { branch: string };
  /** The comment to react to. */
  comment_id: number | null;
  /** When it was asked, by GitHub's clock (ISO 8601). */
  asked_at: string | null;
}
export interface Sender {
  login: string;
  bot: boolean;
}

/** What an event asks for, as data. */
export interface Intent extends Asked {
  command: Command;
  /** A dispatch names its own request, so that whoever sent it can find the run. */
  request_id: string | null;
  /** The head the asker saw; a request about another one is refused. */
  head_sha: string | null;
  /** The head a button was pressed on. Code nobody vouches for must still be that one. */
  looked_at: string | null;
  base_ref: string | null;
  /** A specification that came along. */
  spec: { path: string; text: string } | null;
}

/** What an event means to us. `why` is for the log; `problem` is for the person, who may have meant `nearest`. */
export type Reading =
  | { status: "ignored"; why: string }
  | { status: "asked"; intent: Intent }
  | { status: "wrong"; asked: Asked; problem: string; nearest: string | null };

/** Nothing but a command: what comments, labels and buttons ask. */
export const plainIntent = {
  request_id: null,
  head_sha: null,
  looked_at: null,
  base_ref: null,
  spec: null,
} satisfies Partial<Intent>;

export function ignored(why: string): Reading {
  return { status: "ignored", why };
}
