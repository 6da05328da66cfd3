import type { Handover } from "../../domain/handover.ts";
import type { Report } from "../../domain/report.ts";
import type { ChangedFile } from "../../domain/snapshot.ts";
import { UserError } from "../../errors.ts";
import type { Forge, Publication, SourceTree } from "../../ports.ts";
import { keepLatest } from "./latest.ts";
import type { Repository } from "./open-repository.ts";
import { publishCommit } from "./publish-commit.ts";
import { readDiff } from "./read-diff.ts";
import { readTree } from "./read-tree.ts";
import { findMergeBase, resolveCommit } from "./resolve-ref.ts";

/** Base and head of a run, and room for one more. */
const TREES_KEPT = 3;

/** The forge on a git repository of this machine. Only `publish` writes, and only to the branch it was asked for. */
export class LocalForge implements Forge {
  readonly #git_dir: string;
  readonly readTree: (sha: string) => Promise<SourceTree>;

  constructor(repository: Repository) {
    this.#git_dir = repository.git_dir;
    this.readTree = keepLatest(TREES_KEPT, (sha) => readTree(this.#git_dir, sha));
  }

  async pin(handover: Handover): Promise<{ base_sha: string; head_sha: string }> {
    const base = { ref: handover.base_ref, sha: await resolveCommit(this.#git_dir, handover.base_ref) };
    const head = { ref: handover.head_ref, sha: await resolveCommit(this.#git_dir, handover.head_sha ?? handover.head_ref) };
    const base_sha = await findMergeBase(this.#git_dir, base, head);
    if ((await readDiff(this.#git_dir, base_sha, head.sha)).length === 0) {
      throw new UserError(
        `${JSON.stringify(head.ref)} changes nothing against ${JSON.stringify(base.ref)}: there is nothing to test.`,
      );
    }
    return { base_sha, head_sha: head.sha };
  }

  diff(base_sha: string, head_sha: string): Promise<Omit<ChangedFile, "kind">[]> {
    return readDiff(this.#git_dir, base_sha, head_sha);
  }

  async publish(report: Report, handover: Handover): Promise<Publication> {
    if (handover.delivery !== "commit") return { status: "not-asked" };
    return publishCommit(this.#git_dir, report, handover.head_ref);
  }
}
