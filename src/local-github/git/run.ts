import { GitRefused, git } from "../../adapters/git/git.ts";

/** What git prints, without the last line end. Throws `GitRefused`. */
export async function read(git_dir: string, args: string[], input?: string | Buffer): Promise<string> {
  const output = await git(git_dir, args, input === undefined ? {} : { input });
  return output.toString("utf8").replace(/\n$/, "");
}

const MOST_REMEMBERED = 2000;
const remembered = new Map<string, string>();

/** Like `read`, for questions about commits named by their full sha: what git said once stays true. */
export async function readOnce(git_dir: string, args: string[]): Promise<string> {
  const key = [git_dir, ...args].join("\0");
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const text = await read(git_dir, args);
  const [oldest] = remembered.keys();
  if (oldest !== undefined && remembered.size >= MOST_REMEMBERED) remembered.delete(oldest);
  remembered.set(key, text);
  return text;
}

/** What git prints, or `null` when it refuses: asking for what is not there is no error here. */
export async function ask(git_dir: string, args: string[], how: typeof read = read): Promise<string | null> {
  try {
    return await how(git_dir, args);
  } catch (error) {
    if (error instanceof GitRefused) return null;
    throw error;
  }
}
