import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { KeptFile } from "../../domain/report.ts";
import { git } from "./git.ts";
import { parseRaw } from "./read-diff.ts";

export interface StoredFile {
  path: string;
  object: string;
  source: string;
}

/** Test files are ordinary files whatever the author said. */
const MODE = "100644";
const AUTHOR = { name: "TFactory", email: "noreply@tfactory.invalid" };

export async function storeFiles(git_dir: string, files: KeptFile[]): Promise<StoredFile[]> {
  return Promise.all(
    files.map(async (file) => {
      const object = (await git(git_dir, ["hash-object", "-w", "--stdin"], { input: file.source })).toString("utf8").trim();
      return { ...file, object };
    }),
  );
}

/** What `git update-index --index-info` reads to add files. */
export function indexInfo(files: StoredFile[]): string {
  return files.map((file) => `${MODE} ${file.object}\t${file.path}\0`).join("");
}

/**
 * Writes a commit that adds exactly these files to its parent, in an index of its own: neither a branch nor a work tree
 * is touched. Gives the commit's sha, or `null` when the tree would differ from its parent in any other way (a file
 * that exists, a folder that is a symbolic link there).
 */
export async function writeCommit(git_dir: string, parent: string, files: StoredFile[], message: string): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-index-"));
  try {
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    await git(git_dir, ["read-tree", parent], { env });
    await git(git_dir, ["update-index", "-z", "--index-info"], { env, input: indexInfo(files) });
    const tree = (await git(git_dir, ["write-tree"], { env })).toString("utf8").trim();
    if (!(await addsExactly(git_dir, parent, tree, files))) return null;
    const commit = await git(git_dir, ["commit-tree", tree, "-p", parent, "-F", "-"], { env: signature(), input: message });
    return commit.toString("utf8").trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function addsExactly(git_dir: string, parent: string, tree: string, files: StoredFile[]): Promise<boolean> {
  const raw = await git(git_dir, ["diff-tree", "-r", "--no-renames", "--raw", "-z", "--no-abbrev", parent, tree]);
  const entries = parseRaw(raw.toString("utf8"));
  const added = new Set(entries.filter((entry) => entry.letter === "A").map((entry) => entry.path));
  return entries.length === files.length && files.every((file) => added.has(file.path));
}

function signature(): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: AUTHOR.name,
    GIT_AUTHOR_EMAIL: AUTHOR.email,
    GIT_COMMITTER_NAME: AUTHOR.name,
    GIT_COMMITTER_EMAIL: AUTHOR.email,
  };
}
