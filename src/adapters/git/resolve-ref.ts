import { UserError } from "../../errors.ts";
import { GitRefused, git } from "./git.ts";

/** The full sha of the commit a ref names, or `null`. A ref that could be read as an option is never given to git. */
export async function findCommit(git_dir: string, ref: string): Promise<string | null> {
  if (ref === "" || ref.startsWith("-") || /\p{Cc}/u.test(ref)) return null;
  try {
    return (await git(git_dir, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`])).toString("utf8").trim();
  } catch (error) {
    if (error instanceof GitRefused) return null;
    throw error;
  }
}

/** The full sha of the commit a ref names. Throws `UserError` when there is none. */
export async function resolveCommit(git_dir: string, ref: string): Promise<string> {
  const sha = await findCommit(git_dir, ref);
  if (sha === null) throw new UserError(`There is no branch, tag or commit ${JSON.stringify(ref)} in this repository.`);
  return sha;
}

/** The commit two histories last had in common. Throws `UserError` when there is none. */
export async function findMergeBase(git_dir: string, base: Named, head: Named): Promise<string> {
  try {
    const bases = (await git(git_dir, ["merge-base", base.sha, head.sha])).toString("utf8").trim();
    if (bases !== "") return bases;
  } catch (error) {
    if (!(error instanceof GitRefused)) throw error;
  }
  const shallow = (await git(git_dir, ["rev-parse", "--is-shallow-repository"])).toString("utf8").trim() === "true";
  const hint = shallow ? " This is a shallow clone: `git fetch --unshallow` gets the rest of the history." : "";
  throw new UserError(`${JSON.stringify(base.ref)} and ${JSON.stringify(head.ref)} have no commit in common.${hint}`);
}
export interface Named {
  ref: string;
  sha: string;
}
