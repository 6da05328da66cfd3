import { buffer } from "node:stream/consumers";
import { pack } from "tar-stream";

/** What goes into one volume. Over a limit the tree is refused: a sandbox over half a tree would give wrong answers. */
export const TREE_LIMITS = { files: 100_000, bytes: 500 * 1024 * 1024, file_bytes: 20 * 1024 * 1024, path_bytes: 4096 };

/** The same for every file, so that equal trees give equal archives; not before 1980, which a zip (and so a wheel) cannot hold. */
const MTIME = new Date("2020-01-01T00:00:00Z");

export interface TarFile {
  path: string;
  content: Buffer;
  executable: boolean;
}
export type Packed = { status: "packed"; tar: Buffer; files: number } | { status: "refused"; reason: string };

/**
 * An uncompressed tar of regular files. Uncompressed because engines before 29.5.1 run a binary of the container to
 * unpack (CVE-2026-41567). A later file takes the place of an earlier one with the same path. `owner` is the uid and gid.
 */
export async function packFiles(files: TarFile[], owner = 0): Promise<Packed> {
  const by_path = new Map<string, TarFile>();
  for (const file of files) {
    const problem = pathProblem(file.path);
    if (problem !== null) return { status: "refused", reason: `${JSON.stringify(file.path.slice(0, 200))} ${problem}` };
    by_path.set(file.path, file);
  }
  const problem = treeProblem(by_path);
  if (problem !== null) return { status: "refused", reason: problem };
  const archive = pack();
  const tar = buffer(archive);
  for (const folder of foldersOf(by_path.keys()))
    archive.entry({ name: folder, type: "directory", mode: 0o755, uid: owner, gid: owner, mtime: MTIME });
  for (const { path, content, executable } of by_path.values())
    archive.entry({ name: path, mode: executable ? 0o755 : 0o644, uid: owner, gid: owner, mtime: MTIME }, content);
  archive.finalize();
  return { status: "packed", tar: await tar, files: by_path.size };
}

/** Why a path may not be in a tree, `null` when it may. */
export function pathProblem(path: string): string | null {
  if (path === "" || Buffer.byteLength(path) > TREE_LIMITS.path_bytes) return "is empty or too long for a path";
  if (path.includes("\0")) return "holds a NUL";
  if (path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path)) return "is absolute";
  const parts = path.split("/");
  if (parts.includes("..")) return "leaves the tree";
  if (parts.includes("") || parts.includes(".")) return "is not in its shortest form";
  // file systems that fold case or drop trailing dots would make a repository's metadata of it
  if (parts.some((part) => /^\.git[. ]*$/i.test(part.normalize("NFKC")))) return "is inside a .git folder";
  return null;
}

function treeProblem(files: Map<string, TarFile>): string | null {
  if (files.size > TREE_LIMITS.files) return `the tree has ${files.size} files, more than ${TREE_LIMITS.files}`;
  let bytes = 0;
  for (const { path, content } of files.values()) {
    if (content.length > TREE_LIMITS.file_bytes)
      return `${JSON.stringify(path)} has ${content.length} bytes, more than ${TREE_LIMITS.file_bytes}`;
    bytes += content.length;
  }
  if (bytes > TREE_LIMITS.bytes) return `the tree has ${bytes} bytes, more than ${TREE_LIMITS.bytes}`;
  const clash = foldersOf(files.keys()).find((folder) => files.has(folder));
  return clash === undefined ? null : `${JSON.stringify(clash)} is both a file and a folder`;
}

/** All folders above these paths, parents first. */
function foldersOf(paths: Iterable<string>): string[] {
  const folders = new Set<string>();
  for (const path of paths)
    for (let end = path.lastIndexOf("/"); end > 0 && !folders.has(path.slice(0, end)); end = path.lastIndexOf("/", end - 1))
      folders.add(path.slice(0, end));
  return [...folders].sort((a, b) => (a < b ? -1 : 1));
}
