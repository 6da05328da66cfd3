import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { UserError } from "../../errors.ts";
import { git, gitIn } from "./git.ts";

/** In the git directory of a repository we made: only such a one is ever made anew. */
const MARK = "tfactory-sample";
const SIGNATURE = { NAME: "Sample", EMAIL: "sample@tfactory.invalid", DATE: "2026-01-01T00:00:00Z" };

/**
 * Makes a repository with a linear history: each commit holds the files of one folder, and a branch stays there. The
 * last branch is checked out. A repository that an earlier call made at the same place is replaced; anything else that
 * is there is a `UserError`. The same folders give the same shas everywhere.
 */
export async function createRepository(
  path: string,
  commits: { branch: string; folder: string; message: string }[],
): Promise<void> {
  await makeRoom(path);
  await mkdir(path, { recursive: true });
  await gitIn(path, ["init", "--quiet", "--template=", "--initial-branch", commits[0]?.branch ?? "main", "."]);
  const git_dir = join(path, ".git");
  await writeFile(join(git_dir, MARK), "made by tfactory; replaced by its next run\n");
  let parent: string | null = null;
  for (const { branch, folder, message } of commits) {
    const tree = await storeTree(git_dir, path, folder);
    const parents: string[] = parent === null ? [] : ["-p", parent];
    const commit = await git(git_dir, ["commit-tree", tree, ...parents, "-F", "-"], { env: signature(), input: message });
    parent = text(commit);
    await git(git_dir, ["update-ref", `refs/heads/${branch}`, parent]);
    await git(git_dir, ["symbolic-ref", "HEAD", `refs/heads/${branch}`]);
  }
  await git(git_dir, ["reset", "--quiet", "--hard"], { work_tree: path });
}

async function makeRoom(path: string): Promise<void> {
  const there = await stat(path).catch(() => null);
  if (there === null) return;
  const ours = await stat(join(path, ".git", MARK)).catch(() => null);
  if (ours === null)
    throw new UserError(`${path} is already there and was not made by TFactory: name another folder with --out.`);
  await rm(path, { recursive: true });
}

/** Makes the index exactly the files of a folder and gives the tree of that. */
async function storeTree(git_dir: string, work_tree: string, folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const lines = await Promise.all(
    files.map(async (file) => {
      const object = text(await git(git_dir, ["hash-object", "-w", "--stdin"], { input: await readFile(file) }));
      return `100644 ${object}\t${relative(folder, file).split(sep).join("/")}\0`;
    }),
  );
  await git(git_dir, ["read-tree", "--empty"], { work_tree });
  await git(git_dir, ["update-index", "-z", "--index-info"], { work_tree, input: lines.join("") });
  return text(await git(git_dir, ["write-tree"], { work_tree }));
}

function text(output: Buffer): string {
  return output.toString("utf8").trim();
}

function signature(): Record<string, string> {
  const who = ["AUTHOR", "COMMITTER"].flatMap((role) =>
    Object.entries(SIGNATURE).map(([key, value]) => [`GIT_${role}_${key}`, value]),
  );
  return Object.fromEntries(who);
}
