import { lstat, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { WorkTree } from "./branch.ts";
import { GitRefused, git } from "./git.ts";
import { indexInfo, type StoredFile } from "./write-commit.ts";

/**
 * Why new files can not be put into a work tree, or `null` when they can: something else is there, or the way leads
 * through a symbolic link. A file that already has the same content is ours from a publish that was interrupted.
 */
async function blockedPath(tree: WorkTree, files: StoredFile[]): Promise<string | null> {
  for (const file of files) {
    const parts = file.path.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join("/");
      const there = await lstat(join(tree.path, folder)).catch(() => null);
      if (there !== null && !there.isDirectory()) return `${folder} is not a folder in ${tree.path}`;
    }
    const there = await lstat(join(tree.path, file.path)).catch(() => null);
    if (there === null) continue;
    const same = there.isFile() && (await readFile(join(tree.path, file.path), "utf8")) === file.source;
    if (!same) return `${file.path} is already there in ${tree.path}`;
  }
  const staged = await git(tree.git_dir, ["ls-files", "-s", "-z", "--", ...files.map((file) => file.path)], {
    work_tree: tree.path,
  });
  const ours = new Set(files.map((file) => `${file.object} ${file.path}`));
  for (const line of staged.toString("utf8").split("\0").filter(Boolean)) {
    const [, object = "", path = ""] = /^\d+ (\w+) \d\t(.*)$/s.exec(line) ?? [];
    if (!ours.has(`${object} ${path}`)) return `${path} is already staged in ${tree.path}`;
  }
  return null;
}

/** Puts new files into a work tree and its index, so that the tree stays clean when its branch moves on. Gives the way back. */
export async function checkOutFiles(
  tree: WorkTree,
  files: StoredFile[],
): Promise<{ undo: () => Promise<void> } | { blocked: string }> {
  const blocked = await blockedPath(tree, files);
  if (blocked !== null) return { blocked };
  const work_tree = tree.path;
  try {
    await git(tree.git_dir, ["update-index", "-z", "--index-info"], { work_tree, input: indexInfo(files) });
  } catch (error) {
    if (error instanceof GitRefused) return { blocked: `the index of ${tree.path} is in use by another git process` };
    throw error;
  }
  for (const file of files) {
    await mkdir(dirname(join(work_tree, file.path)), { recursive: true });
    await writeFile(join(work_tree, file.path), file.source, { flag: "wx" }).catch(ignoreExisting);
  }
  const undo = async () => {
    await git(tree.git_dir, ["update-index", "--force-remove", "--", ...files.map((file) => file.path)], { work_tree });
    for (const file of files) await rm(join(work_tree, file.path), { force: true });
  };
  return { undo };
}

/** `blockedPath` has seen that an existing file has this content. */
function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
