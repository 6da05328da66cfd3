import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GitRefused, git } from "../../adapters/git/git.ts";
import { unfitPath } from "../../adapters/git/tree-path.ts";
import { ask } from "./run.ts";

export interface TreeEntry {
  mode: string;
  type: "blob" | "tree" | "commit";
  sha: string;
  size: number | null;
  path: string;
}
/** `sha: null` takes the path out. */
export interface TreeChange {
  path: string;
  mode: string;
  sha: string | null;
}

export async function objectType(git_dir: string, sha: string): Promise<string | null> {
  return /^[0-9a-f]{40}$/.test(sha) ? ask(git_dir, ["cat-file", "-t", sha]) : null;
}

export async function readBlob(git_dir: string, sha: string): Promise<Buffer> {
  return git(git_dir, ["cat-file", "blob", sha]);
}

export async function writeBlob(git_dir: string, content: Buffer): Promise<string> {
  return (await git(git_dir, ["hash-object", "-w", "--stdin"], { input: content })).toString("utf8").trim();
}

/** The entries of a tree or commit, folders included when recursive. */
export async function listTree(git_dir: string, treeish: string, recursive: boolean): Promise<TreeEntry[]> {
  const args = ["ls-tree", "-z", "-l", "--full-tree", ...(recursive ? ["-r", "-t"] : []), treeish];
  const text = (await git(git_dir, args)).toString("utf8");
  return text.split("\0").flatMap((line): TreeEntry[] => {
    const [, mode, type, sha, size, path] = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line) ?? [];
    if (mode === undefined || sha === undefined || path === undefined) return [];
    return [{ mode, type: type as TreeEntry["type"], sha, size: size === "-" ? null : Number(size), path }];
  });
}

/** The entry at a path of a commit or tree; `""` is the tree itself. */
export async function entryAt(git_dir: string, treeish: string, path: string): Promise<TreeEntry | null> {
  if (path === "") {
    const sha = await ask(git_dir, ["rev-parse", "--verify", "--quiet", `${treeish}^{tree}`]);
    return sha === null ? null : { mode: "040000", type: "tree", sha, size: null, path: "" };
  }
  const text = await ask(git_dir, ["ls-tree", "-z", "-l", "--full-tree", treeish, "--", path]);
  const [, mode, type, sha, size] = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t/.exec(text ?? "") ?? [];
  if (mode === undefined || sha === undefined) return null;
  return { mode, type: type as TreeEntry["type"], sha, size: size === "-" ? null : Number(size), path };
}

/** A tree made of a base tree (or nothing) and changes to it. `null`: git refuses such a tree. */
export async function writeTree(git_dir: string, base: string | null, changes: TreeChange[]): Promise<string | null> {
  if (changes.some(({ path }) => unfitPath(path) !== null)) return null;
  const folder = await mkdtemp(join(tmpdir(), "local-github-index-"));
  const env = { GIT_INDEX_FILE: join(folder, "index") };
  try {
    await git(git_dir, base === null ? ["read-tree", "--empty"] : ["read-tree", base], { env });
    const files = changes.filter(({ mode }) => mode !== "040000");
    const lines = files.map(({ path, mode, sha }) =>
      sha === null ? `0 ${"0".repeat(40)}\t${path}\0` : `${mode} ${sha}\t${path}\0`,
    );
    await git(git_dir, ["update-index", "--replace", "-z", "--index-info"], { env, input: lines.join("") });
    for (const { path, mode, sha } of changes) {
      if (mode === "040000" && sha !== null) await git(git_dir, ["read-tree", `--prefix=${path}/`, sha], { env });
    }
    return (await git(git_dir, ["write-tree"], { env })).toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitRefused) return null;
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
