import { RUN_TRAILER } from "../commit-message.ts";
import { git } from "../git/git.ts";

export const UNDO_TRAILER = "TFactory-Undo";
export const DROP_TRAILER = "TFactory-Drop";

export interface LoggedCommit {
  sha: string;
  /** Of ours only: `TFactory-Run`, `TFactory-Undo`, `TFactory-Drop` and what they say. */
  trailers: { name: string; value: string }[];
}

/** The commits of a range, newest first, only those that touch `paths` when some are given, with our trailers. */
export async function logOf(
  git_dir: string,
  range: string,
  options: { paths?: string[]; since?: Date } = {},
): Promise<LoggedCommit[]> {
  const { paths = [], since } = options;
  const recent = since === undefined ? [] : [`--since=${since.toISOString()}`];
  const output = await git(git_dir, ["log", "-z", "--format=%H%n%(trailers:only,unfold)", ...recent, range, "--", ...paths]);
  return output
    .toString("utf8")
    .split("\0")
    .filter(Boolean)
    .map((entry) => {
      const [sha = "", ...lines] = entry.split("\n");
      const trailers = lines.flatMap((line) => {
        const [, name = "", value = ""] = /^(TFactory-\w+): *(.*)$/.exec(line) ?? [];
        return name === "" ? [] : [{ name, value }];
      });
      return { sha, trailers };
    });
}

export function isOurs({ trailers }: LoggedCommit): boolean {
  return trailers.some(({ name }) => [RUN_TRAILER, UNDO_TRAILER, DROP_TRAILER].includes(name));
}

/** The commit of a range with this trailer, or `null`. */
export async function findByTrailer(git_dir: string, range: string, name: string, value: string): Promise<string | null> {
  const commits = await logOf(git_dir, range);
  const found = commits.find(({ trailers }) => trailers.some((trailer) => trailer.name === name && trailer.value === value));
  return found?.sha ?? null;
}
