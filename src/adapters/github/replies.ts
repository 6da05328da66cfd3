import { createHash } from "node:crypto";
import { replyMarker } from "../../pipeline/6-triage/render/marker.ts";
import type { Replies, ReplyKind } from "../../ports.ts";
import type { RepositoryAt } from "./check-runs.ts";
import { findOwnComment, upsertComment } from "./comments.ts";
import { type OnProblem, untilItLands } from "./until-it-lands.ts";
import type { Waiting } from "./waiting.ts";

const A_DAY = 24 * 60 * 60 * 1000;
/** Whoever asks for something looks for the answer now, not in an hour. */
const PATIENCE = 300;

/** Answers on one repository's pull requests. The same question again, also after a redelivery, has the same one answer. */
export class GitHubReplies implements Replies {
  readonly #at: () => Promise<RepositoryAt>;
  readonly #landing: { waiting: Waiting; patience: number; onProblem: OnProblem };

  constructor(at: () => Promise<RepositoryAt>, waiting: Waiting, onProblem: OnProblem) {
    this.#at = at;
    this.#landing = { waiting, patience: PATIENCE, onProblem };
  }

  async reply(pull_request: number, kind: ReplyKind, key: string, markdown: string): Promise<void> {
    const today = kind === "refusal" ? `/${Math.floor(this.#landing.waiting.now().getTime() / A_DAY)}` : "";
    const marker = replyMarker(kind, createHash("sha256").update(`${key}${today}`).digest("hex").slice(0, 16));
    await untilItLands(
      `answer ${kind} on #${pull_request}`,
      async () => {
        const at = await this.#at();
        if (kind === "refusal" && (await findOwnComment(at, pull_request, marker)) !== null) return;
        await upsertComment(at, pull_request, marker, `${marker}\n${markdown}`);
      },
      this.#landing,
    );
  }

  async react(comment_id: number, content: "eyes" | "rocket" | "-1" | "confused"): Promise<void> {
    await untilItLands(
      `react to comment ${comment_id}`,
      async () => {
        const { octokit, owner, repo } = await this.#at();
        await octokit.rest.reactions.createForIssueComment({ owner, repo, comment_id, content });
      },
      this.#landing,
    );
  }
}
