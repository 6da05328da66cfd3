import type { Replies, ReplyKind } from "../../src/ports.ts";

/** Replies that a test can read. The same kind and key is said once. */
export class MemoryReplies implements Replies {
  readonly said: { pull_request: number; kind: ReplyKind; key: string; markdown: string }[] = [];
  readonly reactions: [number, "eyes" | "rocket" | "-1" | "confused"][] = [];

  async reply(pull_request: number, kind: ReplyKind, key: string, markdown: string): Promise<void> {
    const known = this.said.some((one) => one.pull_request === pull_request && one.kind === kind && one.key === key);
    if (!known) this.said.push({ pull_request, kind, key, markdown });
  }

  async react(comment_id: number, reaction: "eyes" | "rocket" | "-1" | "confused"): Promise<void> {
    this.reactions.push([comment_id, reaction]);
  }
}
