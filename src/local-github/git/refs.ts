import { GitRefused } from "../../adapters/git/git.ts";
import { ask, read, readOnce } from "./run.ts";

const SHA = /^[0-9a-f]{40}$/;
export const NO_SHA = "0".repeat(40);

export interface Ref {
  ref: string;
  sha: string;
  type: string;
}

export async function readRef(git_dir: string, ref: string): Promise<string | null> {
  return /\p{Cc}/u.test(ref) ? null : ask(git_dir, ["show-ref", "--verify", "--hash", ref]);
}

export async function branchSha(git_dir: string, branch: string): Promise<string | null> {
  return readRef(git_dir, `refs/heads/${branch}`);
}

/** Every ref under a prefix like `refs/heads/`, by name. */
export async function listRefs(git_dir: string, prefix: string): Promise<Ref[]> {
  const text = await read(git_dir, ["for-each-ref", "--format=%(refname)%00%(objectname)%00%(objecttype)"]);
  const refs = text.split("\n").map((line) => line.split("\0"));
  return refs.flatMap(([ref = "", sha = "", type = ""]) => (ref !== "" && ref.startsWith(prefix) ? [{ ref, sha, type }] : []));
}

export async function isRefName(git_dir: string, ref: string): Promise<boolean> {
  return (await ask(git_dir, ["check-ref-format", ref])) !== null;
}

/** Moves a ref if it still is where it was. `false`: somebody else was faster. */
export async function moveRef(git_dir: string, ref: string, to: string, from: string): Promise<boolean> {
  try {
    await read(git_dir, to === NO_SHA ? ["update-ref", "-d", ref, from] : ["update-ref", ref, to, from]);
    return true;
  } catch (error) {
    if (error instanceof GitRefused) return false;
    throw error;
  }
}

/** The commit a sha, branch, tag or full ref names, or `null`. A branch wins over a tag, a name over a short sha. */
export async function resolveCommit(git_dir: string, name: string): Promise<string | null> {
  if (/\p{Cc}/u.test(name) || name === "") return null;
  if (SHA.test(name)) return ask(git_dir, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`], readOnce);
  const short = [`refs/heads/${name}`, `refs/tags/${name}`, `refs/${name}`];
  for (const ref of name.startsWith("refs/") ? [name, ...short] : name === "HEAD" ? [...short, name] : short) {
    const sha = await ask(git_dir, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]);
    if (sha !== null) return sha;
  }
  return /^[0-9a-f]{7,39}$/.test(name) ? ask(git_dir, ["rev-parse", "--verify", "--quiet", `${name}^{commit}`]) : null;
}

/** Of two commits by their full shas. */
export async function isAncestor(git_dir: string, older: string, newer: string): Promise<boolean> {
  return (await ask(git_dir, ["merge-base", "--is-ancestor", older, newer], readOnce)) !== null;
}

/** Of two commits by their full shas. */
export async function mergeBase(git_dir: string, a: string, b: string): Promise<string | null> {
  const base = await ask(git_dir, ["merge-base", a, b], readOnce);
  return base === null || base === "" ? null : (base.split("\n")[0] ?? null);
}
