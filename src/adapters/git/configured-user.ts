import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Person } from "../commit-message.ts";

const run = promisify(execFile);

/**
 * Who the repository commits as: `user.name` and `user.email` of its own or the person's global configuration, or `null`.
 * The only place that reads the global configuration; reading a value starts nothing.
 */
export async function configuredUser(git_dir: string): Promise<Person | null> {
  const [name, email] = await Promise.all([read(git_dir, "user.name"), read(git_dir, "user.email")]);
  return name === null || email === null ? null : { name, email };
}

async function read(git_dir: string, key: string): Promise<string | null> {
  try {
    const { stdout } = await run("git", [`--git-dir=${git_dir}`, "config", "--get", key], { cwd: git_dir });
    return stdout.trim() || null;
  } catch {
    return null; // not set, or git is not there: then the commit has no co-author
  }
}
