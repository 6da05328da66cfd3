import { ask, read, readOnce } from "./run.ts";

export interface Person {
  name: string;
  email: string;
  /** ISO 8601, UTC. */
  date: string;
}
export interface Commit {
  sha: string;
  tree: string;
  parents: string[];
  author: Person;
  committer: Person;
  message: string;
}

const FORMAT = "--format=%H%x1f%T%x1f%P%x1f%an%x1f%ae%x1f%aI%x1f%cn%x1f%ce%x1f%cI%x1f%B";

/** A commit by its full sha. */
export async function readCommit(git_dir: string, sha: string): Promise<Commit | null> {
  const text = await ask(git_dir, ["log", "-1", "-z", "--no-show-signature", FORMAT, "--end-of-options", sha], readOnce);
  return text === null ? null : (parse(text)[0] ?? null);
}

/** Commits reachable from `to` and not from `from`, newest first. */
export async function listCommits(
  git_dir: string,
  range: { to: string; from?: string; path?: string | undefined },
): Promise<Commit[]> {
  const since = range.from === undefined ? [] : [`^${range.from}`];
  const path = range.path === undefined ? [] : [range.path];
  return parse(
    await read(git_dir, ["log", "-z", "--no-show-signature", FORMAT, "--end-of-options", range.to, ...since, "--", ...path]),
  );
}

/** Commits reachable from one full sha and not from another. */
export async function countCommits(git_dir: string, to: string, from: string): Promise<number> {
  return Number(await readOnce(git_dir, ["rev-list", "--count", "--end-of-options", to, `^${from}`]));
}

/** Writes a commit object of exactly these fields and gives its sha. */
export async function writeCommit(git_dir: string, commit: Omit<Commit, "sha">): Promise<string> {
  const who = ({ name, email, date }: Person) => `${plain(name)} <${plain(email)}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${who(commit.author)}`,
    `committer ${who(commit.committer)}`,
    "",
    commit.message,
  ];
  return read(git_dir, ["hash-object", "-w", "-t", "commit", "--stdin"], lines.join("\n"));
}

function plain(text: string): string {
  return text.replaceAll(/[<>\p{Cc}]/gu, "").trim();
}

function parse(text: string): Commit[] {
  return text.split("\0").flatMap((record): Commit[] => {
    const [sha = "", tree = "", parents = "", an = "", ae = "", ad = "", cn = "", ce = "", cd = "", ...message] =
      record.split("\x1f");
    if (sha.trim() === "") return [];
    return [
      {
        sha: sha.trim(),
        tree,
        parents: parents.split(" ").filter((one) => one !== ""),
        author: { name: an, email: ae, date: utc(ad) },
        committer: { name: cn, email: ce, date: utc(cd) },
        message: message.join("\x1f").replace(/\n+$/, ""),
      },
    ];
  });
}

function utc(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}
