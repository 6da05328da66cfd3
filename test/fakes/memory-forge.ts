import { createHash } from "node:crypto";
import type { Handover } from "../../src/domain/handover.ts";
import type { Report } from "../../src/domain/report.ts";
import { UserError } from "../../src/errors.ts";
import type { Forge, Publication, SourceTree } from "../../src/ports.ts";

type Files = Record<string, string>;

/** A forge of two commits in memory. What was published is state: `branches` holds the tests put on each branch. */
export class MemoryForge implements Forge {
  readonly branches = new Map<string, { commit_sha: string; run_id: string; files: Files }[]>();
  readonly #commits: Map<string, { sha: string; files: Files }>;

  /** `refs`: the files of each ref, e.g. `{ main: {...}, feature: {...} }`. Every ref's merge-base is the handover's base. */
  constructor(refs: Record<string, Files>) {
    this.#commits = new Map(Object.entries(refs).map(([ref, files]) => [ref, { sha: shaOf(files), files }]));
  }

  async pin(handover: Handover): Promise<{ base_sha: string; head_sha: string }> {
    return { base_sha: this.#ref(handover.base_ref).sha, head_sha: handover.head_sha ?? this.#ref(handover.head_ref).sha };
  }

  async diff(base_sha: string, head_sha: string): ReturnType<Forge["diff"]> {
    const before = this.#commit(base_sha);
    const after = this.#commit(head_sha);
    const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return paths
      .filter((path) => before[path] !== after[path])
      .map((path) => {
        const { added, deleted } = compareLines(before[path] ?? "", after[path] ?? "");
        const status = before[path] === undefined ? "added" : after[path] === undefined ? "deleted" : "modified";
        return { path, old_path: null, status, lines: added, deleted_lines: deleted, patch: "" };
      });
  }

  async readTree(sha: string): Promise<SourceTree> {
    const files = Object.entries(this.#commit(sha));
    return {
      sha,
      files: files.map(([path, text]) => ({ path, executable: false, content: Buffer.from(text) })),
      skipped: [],
    };
  }

  async publish(report: Report, handover: Handover): Promise<Publication> {
    if (handover.delivery !== "commit") return { status: "not-asked" };
    const commits = this.branches.get(handover.head_ref) ?? [];
    const files = Object.fromEntries(report.files.map((file) => [file.path, file.source]));
    const done = commits.find((commit) => commit.run_id === report.run_id);
    const commit = done ?? { commit_sha: shaOf({ ...files, run: report.run_id }), run_id: report.run_id, files };
    if (done === undefined) this.branches.set(handover.head_ref, [...commits, commit]);
    return { status: "committed", commit_sha: commit.commit_sha, files: Object.keys(commit.files) };
  }

  #ref(ref: string): { sha: string; files: Files } {
    const commit = this.#commits.get(ref);
    if (commit === undefined) throw new UserError(`There is no branch, tag or commit "${ref}".`);
    return commit;
  }

  #commit(sha: string): Files {
    for (const commit of this.#commits.values()) if (commit.sha === sha) return commit.files;
    throw new UserError(`Commit ${sha} is not in this repository.`);
  }
}

function shaOf(files: Files): string {
  return createHash("sha1").update(JSON.stringify(files)).digest("hex");
}

/** Line numbers of `after` that are not in the longest common subsequence, and how many lines of `before` are not. */
function compareLines(before: string, after: string): { added: number[]; deleted: number } {
  const [old, now] = [linesOf(before), linesOf(after)];
  const width = now.length + 1;
  const table = new Uint16Array((old.length + 1) * width);
  const at = (row: number, column: number) => table[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row--)
    for (let column = now.length - 1; column >= 0; column--)
      table[row * width + column] =
        old[row] === now[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
  const added: number[] = [];
  for (let row = 0, column = 0; column < now.length; ) {
    if (row < old.length && old[row] === now[column]) [row, column] = [row + 1, column + 1];
    else if (row < old.length && at(row + 1, column) >= at(row, column + 1)) row++;
    else added.push(++column);
  }
  return { added, deleted: old.length - at(0, 0) };
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
