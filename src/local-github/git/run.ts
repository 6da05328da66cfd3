import { GitRefused, git } from "../../adapters/git/git.ts";

/** What git prints, without the last line end. Throws `GitRefused`. */
export async function read(git_dir: string, args: string[], input?: string | Buffer): Promise<string> {
  const output = await git(git_dir, args, input === undefined ? {} : { input });
  return output.toString("utf8").replace(/\n$/, "");
}

/** What git prints, or `null` when it refuses: asking for what is not there is no error here. */
export async function ask(git_dir: string, args: string[]): Promise<string | null> {
  try {
    return await read(git_dir, args);
  } catch (error) {
    if (error instanceof GitRefused) return null;
    throw error;
  }
}
