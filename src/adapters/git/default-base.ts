import { UserError } from "../../errors.ts";
import { findCommit, findMergeBase, resolveCommit } from "./resolve-ref.ts";

const CANDIDATES = ["main", "master", "refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master"];

/**
 * The ref to compare with when nobody named one: the first of the usual default branches that does not already hold
 * the head. On `main` itself that is what `origin` has. Throws `UserError` when there is none.
 */
export async function defaultBase(git_dir: string, head_ref: string): Promise<string> {
  const head = await resolveCommit(git_dir, head_ref);
  const seen: string[] = [];
  for (const ref of CANDIDATES) {
    const sha = await findCommit(git_dir, ref);
    if (sha === null) continue;
    seen.push(shortName(ref));
    const merge_base = await findMergeBase(git_dir, { ref, sha }, { ref: head_ref, sha: head }).catch(() => null);
    if (merge_base !== null && merge_base !== head) return shortName(ref);
  }
  if (seen.length === 0) throw new UserError("There is no branch main or master here: name the base with --base.");
  throw new UserError(
    `${seen[0]} already holds everything that ${head_ref} has: nothing to test. Name another base with --base.`,
  );
}

function shortName(ref: string): string {
  return ref.replace(/^refs\/remotes\//, "");
}
