import { GitRefused, git, gitIn } from "./git.ts";

/** The full ref of the local branch a person meant (`HEAD`: the one checked out), or `null` when it is not one. */
export async function findBranch(git_dir: string, ref: string): Promise<string | null> {
  if (/\p{Cc}/u.test(ref)) return null;
  if (ref === "HEAD" || ref === "@") return textOrNull(git(git_dir, ["symbolic-ref", "--quiet", "HEAD"]));
  const name = ref.startsWith("refs/heads/") ? ref : `refs/heads/${ref}`;
  return (await textOrNull(git(git_dir, ["show-ref", "--verify", "--quiet", name]))) === null ? null : name;
}

export interface WorkTree {
  path: string;
  git_dir: string;
}

/** The work trees that have a branch checked out, each with its own git directory. */
export async function workTreesOf(git_dir: string, branch: string): Promise<WorkTree[]> {
  const listing = (await gitIn(git_dir, ["worktree", "list", "--porcelain", "-z"])).toString("utf8");
  const found: WorkTree[] = [];
  for (const block of listing.split("\0\0")) {
    const lines = block.split("\0");
    const path = lines.find((line) => line.startsWith("worktree "))?.slice("worktree ".length);
    if (path === undefined || !lines.includes(`branch ${branch}`)) continue;
    const own = await textOrNull(gitIn(path, ["rev-parse", "--absolute-git-dir"]));
    if (own !== null) found.push({ path, git_dir: own });
  }
  return found;
}

async function textOrNull(output: Promise<Buffer>): Promise<string | null> {
  try {
    return (await output).toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitRefused) return null;
    throw error;
  }
}
