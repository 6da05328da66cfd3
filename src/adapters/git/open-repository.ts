import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { UserError } from "../../errors.ts";
import { GitRefused, git, gitIn } from "./git.ts";

/** A git repository on this machine. */
export interface Repository {
  git_dir: string;
  /** `owner/name` of the origin where it is a URL of that shape, else the folder's name. */
  name: string;
}

/** Finds the repository a folder belongs to. Throws `UserError` when there is none. */
export async function openRepository(folder: string): Promise<Repository> {
  const found = await stat(folder).catch(() => null);
  if (found === null) throw new UserError(`There is no folder ${folder}.`);
  if (!found.isDirectory()) throw new UserError(`${folder} is not a folder.`);
  const git_dir = await ask(folder, ["rev-parse", "--absolute-git-dir"]);
  if (git_dir === null) throw new UserError(`${folder} is not in a git repository.`);
  return { git_dir, name: (await originName(git_dir)) ?? (await folderName(folder, git_dir)) };
}

async function ask(folder: string, args: string[]): Promise<string | null> {
  try {
    return (await gitIn(folder, args)).toString("utf8").replace(/\n$/, "");
  } catch (error) {
    if (error instanceof GitRefused) return null;
    throw error;
  }
}

async function originName(git_dir: string): Promise<string | null> {
  try {
    const url = (await git(git_dir, ["config", "--local", "--get", "remote.origin.url"])).toString("utf8").trim();
    return /[:/]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1] ?? null;
  } catch (error) {
    if (error instanceof GitRefused) return null;
    throw error;
  }
}

async function folderName(folder: string, git_dir: string): Promise<string> {
  const top = await ask(folder, ["rev-parse", "--show-toplevel"]);
  if (top) return basename(top);
  return basename(git_dir) === ".git" ? basename(dirname(git_dir)) : basename(git_dir, ".git");
}
