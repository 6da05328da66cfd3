import type { ChangedFile } from "../../domain/snapshot.ts";
import { git } from "./git.ts";
import { type FilePatch, parsePatch } from "./parse-patch.ts";

/** Longest patch kept per file, in characters: enough for a reader, small enough to store. */
const PATCH_LIMIT = 100_000;
const SUBMODULE = "160000";
const SYMLINK = "120000";

interface RawEntry {
  old_mode: string;
  new_mode: string;
  letter: string;
  path: string;
  old_path: string | null;
}

/** The changes of regular files between two commits. Symlinks and submodules are left out, as they are from the tree. */
export async function readDiff(git_dir: string, base_sha: string, head_sha: string): Promise<Omit<ChangedFile, "kind">[]> {
  const compare = ["diff-tree", "-r", "-M", "--no-ext-diff", "--no-textconv", "--no-color", "--no-relative"];
  const [raw, patch] = await Promise.all([
    git(git_dir, [...compare, "--raw", "-z", "--no-abbrev", base_sha, head_sha]),
    git(git_dir, [...compare, "-p", "-U3", "--inter-hunk-context=0", "--full-index", base_sha, head_sha]),
  ]);
  const patches = parsePatch(patch.toString("utf8"));
  return parseRaw(raw.toString("utf8")).flatMap((entry) => {
    const type_changed = entry.letter === "T"; // git writes two sections: the file goes, the other one comes
    const sections = patches.splice(0, type_changed ? 2 : 1);
    if ([entry.old_mode, entry.new_mode].every((mode) => mode === SUBMODULE || mode === SYMLINK || mode === "000000")) return [];
    return [changedFile(entry, sections)];
  });
}

/** Reads `git diff-tree --raw -z`: `:oldmode newmode oldsha newsha status NUL path NUL [new path NUL]`. */
export function parseRaw(text: string): RawEntry[] {
  const fields = text.split("\0");
  const entries: RawEntry[] = [];
  for (let at = 0; at + 1 < fields.length; ) {
    const [old_mode = "", new_mode = "", , , status = ""] = (fields[at] ?? "").replace(/^:/, "").split(" ");
    const letter = status.charAt(0);
    const moved = letter === "R" || letter === "C";
    const first = fields[at + 1] ?? "";
    entries.push({ old_mode, new_mode, letter, path: moved ? (fields[at + 2] ?? "") : first, old_path: moved ? first : null });
    at += moved ? 3 : 2;
  }
  return entries;
}

function changedFile(entry: RawEntry, sections: FilePatch[]): Omit<ChangedFile, "kind"> {
  const patch = sections.map((section) => section.patch).join("\n");
  return {
    path: entry.path,
    old_path: entry.old_path,
    status: statusOf(entry),
    lines: sections.flatMap((section) => section.lines),
    deleted_lines: sections.reduce((sum, section) => sum + section.deleted_lines, 0),
    patch: patch.length <= PATCH_LIMIT ? patch : `${patch.slice(0, PATCH_LIMIT)}\n[the rest of this patch is left out]`,
  };
}

/** A regular file that becomes a symlink or submodule is gone for us, and the other way round. */
function statusOf({ letter, old_mode, new_mode }: RawEntry): ChangedFile["status"] {
  if (letter === "D" || new_mode === SUBMODULE || new_mode === SYMLINK) return "deleted";
  if (letter === "A" || letter === "C" || old_mode === SUBMODULE || old_mode === SYMLINK) return "added";
  return letter === "R" ? "renamed" : "modified";
}
