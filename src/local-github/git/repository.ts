import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { git, gitIn } from "../../adapters/git/git.ts";
import { ask } from "./run.ts";

/**
 * What a repository on GitHub is configured as: any commit can be fetched by its sha, pull request refs are read-only,
 * and what comes in is checked.
 */
const CONFIGURATION = `[core]
	repositoryformatversion = 0
	filemode = true
	bare = true
	logAllRefUpdates = false
[uploadpack]
	allowAnySHA1InWant = true
	allowFilter = true
[receive]
	hideRefs = refs/pull
	fsckObjects = true
	advertiseAtomic = true
`;

export async function createBareRepository(git_dir: string, default_branch: string): Promise<void> {
  await mkdir(git_dir, { recursive: true });
  await gitIn(git_dir, ["init", "--quiet", "--bare", "--template=", `--initial-branch=${default_branch}`, "."]);
  await writeFile(join(git_dir, "config"), CONFIGURATION);
}

/** Copies branches and tags of another repository on this disk, with every object they reach. */
export async function copyRefs(git_dir: string, from: string): Promise<void> {
  await fetchInto(git_dir, from, ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"]);
}

/** Fetches refs between repositories on this disk; nothing else can reach them this way. */
export async function fetchInto(git_dir: string, from: string, refspecs: string[]): Promise<void> {
  const args = [
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    "--update-head-ok",
    "--end-of-options",
    from,
    ...refspecs,
  ];
  await git(git_dir, args, { env: { GIT_ALLOW_PROTOCOL: "file" } });
}

/** The branch another repository has checked out, or `null` when it is on none. */
export async function checkedOutBranch(folder: string): Promise<string | null> {
  try {
    return (await gitIn(folder, ["symbolic-ref", "--short", "HEAD"])).toString("utf8").trim();
  } catch {
    return null;
  }
}

export async function removeRepository(git_dir: string): Promise<void> {
  await rm(git_dir, { recursive: true, force: true });
}

/** Kilobytes on disk, as the API's `size`. */
export async function sizeOf(git_dir: string): Promise<number> {
  const counted = (await ask(git_dir, ["count-objects", "-v"])) ?? "";
  return [...counted.matchAll(/^size(?:-pack)?: (\d+)$/gm)].reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0);
}
