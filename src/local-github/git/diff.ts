import { ask, readOnce } from "./run.ts";

export interface DiffFile {
  path: string;
  old_path: string | null;
  status: "added" | "removed" | "modified" | "renamed" | "changed";
  sha: string;
  additions: number;
  deletions: number;
  /** From the first `@@` on; `null` for binary files and pure renames. */
  patch: string | null;
}

const OPTIONS = ["-r", "-M", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative"];
/** What a commit without parents is compared with. */
export const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** The files that differ between two commits or trees, as the API lists them. */
export async function diffFiles(git_dir: string, from: string, to: string): Promise<DiffFile[]> {
  const [raw, counts, patch] = await Promise.all([
    diffTree(git_dir, ["--raw", "-z", "--no-abbrev"], from, to),
    diffTree(git_dir, ["--numstat", "-z"], from, to),
    diffTree(git_dir, ["-p", "-U3"], from, to),
  ]);
  const sections = patch.split(/^(?=diff --git )/m).filter((section) => section.startsWith("diff --git "));
  const numbers = numstat(counts);
  return rawEntries(raw).map((entry, at): DiffFile => {
    const own = sections.splice(0, entry.letter === "T" ? 2 : 1).join("");
    const hunks = own.indexOf("\n@@ ");
    return {
      path: entry.path,
      old_path: entry.old_path,
      status: statusOf(entry.letter),
      sha: entry.letter === "D" ? entry.old_sha : entry.new_sha,
      additions: numbers[at]?.additions ?? 0,
      deletions: numbers[at]?.deletions ?? 0,
      patch: hunks === -1 ? null : own.slice(hunks + 1).replace(/\n$/, ""),
    };
  });
}

/** The whole patch as `application/vnd.github.diff` gives it. */
export async function diffText(git_dir: string, from: string, to: string): Promise<string> {
  const text = await diffTree(git_dir, ["-p", "--abbrev=7"], from, to);
  return text === "" ? "" : `${text}\n`;
}

/** The commits as mails, as `application/vnd.github.patch` gives them. */
export async function patchText(git_dir: string, from: string, to: string): Promise<string> {
  return (await ask(git_dir, ["format-patch", "--stdout", "--no-signature", `${from}..${to}`])) ?? "";
}

/** A text without its last line end. */
function diffTree(git_dir: string, format: string[], from: string, to: string): Promise<string> {
  return readOnce(git_dir, ["diff-tree", ...OPTIONS, ...format, from, to]);
}

function statusOf(letter: string): DiffFile["status"] {
  const names: Record<string, DiffFile["status"]> = { A: "added", C: "added", D: "removed", R: "renamed", T: "changed" };
  return names[letter] ?? "modified";
}

/** `:old-mode new-mode old-sha new-sha status NUL path NUL`, and for a rename the old path first. */
function rawEntries(text: string) {
  const fields = text.split("\0");
  const entries: { letter: string; old_sha: string; new_sha: string; path: string; old_path: string | null }[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [, , old_sha = "", new_sha = "", status = ""] = (fields[at] ?? "").split(" ");
    const moved = /^[RC]/.test(status);
    const [first = "", second = ""] = fields.slice(at + 1, at + 3);
    entries.push({ letter: status.charAt(0), old_sha, new_sha, path: moved ? second : first, old_path: moved ? first : null });
    at += moved ? 3 : 2;
  }
  return entries;
}

/** `additions TAB deletions TAB path NUL`, and for a rename `additions TAB deletions TAB NUL old NUL new NUL`. */
function numstat(text: string): { additions: number; deletions: number }[] {
  const fields = text.split("\0");
  const numbers: { additions: number; deletions: number }[] = [];
  for (let at = 0; at < fields.length; at++) {
    const [additions, deletions, path] = (fields[at] ?? "").split("\t");
    if (deletions === undefined) continue;
    numbers.push({ additions: Number(additions) || 0, deletions: Number(deletions) || 0 });
    if (path === "") at += 2;
  }
  return numbers;
}
