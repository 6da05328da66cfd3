import { UserError } from "../../errors.ts";
import type { SourceFile, SourceTree } from "../../ports.ts";
import { git } from "./git.ts";
import { findCommit } from "./resolve-ref.ts";
import { unfitPath } from "./tree-path.ts";

/** A repository over these is refused, a file over its limit is left out: the same limits the sandbox's tar has. */
export const TREE_LIMITS = { files: 100_000, bytes: 500 * 1024 * 1024, bytes_per_file: 20 * 1024 * 1024 };
/** Blobs are read in batches of this size, so that memory holds the tree once and not twice. */
const BATCH_BYTES = 32 * 1024 * 1024;

interface Entry {
  path: string;
  executable: boolean;
  object: string;
  bytes: number;
}

/**
 * The regular files of a commit, byte for byte as they are stored: no filters, no line ending conversion. Throws `UserError`
 * when the commit is not there or too large.
 */
export async function readTree(git_dir: string, sha: string, limits = TREE_LIMITS): Promise<SourceTree> {
  if ((await findCommit(git_dir, sha)) === null)
    throw new UserError(`Commit ${JSON.stringify(sha.slice(0, 12))} is not in this repository.`);
  const listing = await git(git_dir, ["ls-tree", "-r", "-z", "-l", "--full-tree", sha]);
  const { entries, skipped } = parseListing(listing.toString("utf8"), limits.bytes_per_file);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (entries.length > limits.files) throw tooLarge(sha, `${entries.length} files`, `${limits.files} files`);
  if (bytes > limits.bytes) throw tooLarge(sha, `${megabytes(bytes)} of files`, megabytes(limits.bytes));
  const files: SourceFile[] = [];
  for (const batch of batches(entries)) files.push(...(await readBlobs(git_dir, batch)));
  return { sha, files, skipped };
}

function tooLarge(sha: string, size: string, limit: string): UserError {
  return new UserError(`Commit ${sha.slice(0, 7)} has ${size}; TFactory takes at most ${limit}.`);
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MB`;
}

/** Reads `git ls-tree -r -z -l`: `mode SP type SP object SP+ size TAB path NUL`. */
function parseListing(text: string, bytes_per_file: number): { entries: Entry[]; skipped: SourceTree["skipped"] } {
  const skipped: SourceTree["skipped"] = [];
  const entries = new Map<string, Entry>();
  for (const line of text.split("\0")) {
    const parsed = /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(line);
    if (parsed === null) continue;
    const [, mode = "", , object = "", size = "", path = ""] = parsed;
    const bytes = Number(size);
    const reason =
      unfitPath(path) ??
      (mode === "120000" ? "it is a symbolic link" : null) ??
      (mode === "160000" ? "it is a submodule" : null) ??
      (bytes > bytes_per_file ? `it is larger than ${megabytes(bytes_per_file)}` : null) ??
      (entries.has(path) ? "its name is there twice" : null);
    if (reason !== null) skipped.push({ path, reason });
    else entries.set(path, { path, executable: mode === "100755", object, bytes });
  }
  return { entries: [...entries.values()], skipped };
}

function* batches(entries: Entry[]): Generator<Entry[]> {
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    if (batch.length > 0 && bytes + entry.bytes > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entry.bytes;
  }
  if (batch.length > 0) yield batch;
}

/** `git cat-file --batch` answers `object SP type SP size LF content LF` for each line it is given, in order. */
async function readBlobs(git_dir: string, batch: Entry[]): Promise<SourceFile[]> {
  const input = batch.map((entry) => `${entry.object}\n`).join("");
  const output = await git(git_dir, ["cat-file", "--batch"], { input });
  let at = 0;
  return batch.map((entry) => {
    const end_of_header = output.indexOf(10, at);
    const header = output.toString("latin1", at, end_of_header);
    if (header !== `${entry.object} blob ${entry.bytes}`) throw new UserError(missingObject(entry.path));
    const content = output.subarray(end_of_header + 1, end_of_header + 1 + entry.bytes);
    at = end_of_header + 1 + entry.bytes + 1;
    return { path: entry.path, executable: entry.executable, content };
  });
}

function missingObject(path: string): string {
  return `The content of ${path} is not in this repository: a partial clone needs \`git fetch --refetch --no-filter\` first.`;
}
