import { createHash } from "node:crypto";
import type { KeptFile } from "../../domain/report.ts";
import { frameworks } from "../../frameworks/index.ts";
import { git } from "../git/git.ts";
import { unfitPath } from "../git/tree-path.ts";

/** As large as a delivery may be: more is not what one reviews. */
const LIMITS = { files: 30, bytes_per_file: 256 * 1024, bytes: 1024 * 1024 };

/**
 * Names that decide what runs on someone else's machine or in their CI, whatever a framework thinks of them. Compared after
 * NFKC and case folding, as file systems that ignore both would.
 */
const REFUSED =
  /(^|\/)\.|(^|\/)(conftest|sitecustomize|usercustomize|setup|noxfile|__init__|__main__)\.py$|(^|\/)(codeowners|makefile|gnumakefile|dockerfile[^/]*|agents\.md|claude\.md|package\.json|[^/]*\.config\.[^/]*|[^/]*lock[^/]*\.(json|ya?ml)|[^/]*\.(lock|toml|cfg|ini|pth|sh|bash|ya?ml|bat|ps1))$/;

/** Why these files may not be committed, as the middle of a sentence, or `null`. The host decides, whoever made them. */
export function refusedFiles(files: KeptFile[]): string | null {
  if (files.length > LIMITS.files) return `${files.length} files are more than ${LIMITS.files}`;
  const sizes = files.map((file) => Buffer.byteLength(file.source));
  if (sizes.reduce((sum, size) => sum + size, 0) > LIMITS.bytes) return "the tests are larger than 1 MB together";
  const folded = files.map(({ path }) => fold(path));
  for (const [index, { path, source }] of files.entries()) {
    const name = JSON.stringify(path);
    if ((sizes[index] ?? 0) > LIMITS.bytes_per_file) return `${name} is larger than 256 KB`;
    if (source.includes("\0")) return `${name} is not text`;
    const unfit = unfitPath(path);
    if (unfit !== null) return `${name}: ${unfit}`;
    if (path !== path.normalize("NFC") || /\p{Cc}|\p{Cf}/u.test(path)) return `${name} is not a plain name`;
    if (REFUSED.test(fold(path))) return `${name} is not a place for tests`;
    if (!frameworks.some((framework) => framework.mayCommit(path, { test_dirs: ["."] }))) return `${name} is not a test file`;
    if (folded.indexOf(fold(path)) !== index) return `${name} is there twice`;
  }
  return null;
}

/** What of these files is new on a commit; `taken`: why they can not be added there. Files that are there already are left out. */
export async function newFiles(
  git_dir: string,
  sha: string,
  files: KeptFile[],
): Promise<{ status: "fit"; files: KeptFile[] } | { status: "taken"; reason: string }> {
  const entries = await entriesOf(git_dir, sha);
  const names = new Map([...entries.keys()].map((path) => [fold(path), path]));
  const wanted: KeptFile[] = [];
  for (const file of files) {
    const parts = file.path.split("/");
    for (let depth = 1; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join("/");
      const entry = entries.get(folder);
      if (entry !== undefined && entry.type !== "tree")
        return { status: "taken", reason: `${folder} is not a folder on the branch` };
    }
    const there = entries.get(file.path);
    if (there?.object === blobId(file.source) && there.mode === "100644") continue;
    const same = there === undefined ? names.get(fold(file.path)) : file.path;
    if (same !== undefined) return { status: "taken", reason: `${same} is already on the branch` };
    wanted.push(file);
  }
  return { status: "fit", files: wanted };
}

/** git's name for a file's content. */
export function blobId(source: string): string {
  const content = Buffer.from(source);
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

interface Entry {
  mode: string;
  type: string;
  object: string;
}

/** Everything in a commit's tree, folders too. */
export async function entriesOf(git_dir: string, sha: string): Promise<Map<string, Entry>> {
  const listing = await git(git_dir, ["ls-tree", "-r", "-t", "-z", "--full-tree", sha]);
  const entries = new Map<string, Entry>();
  for (const line of listing.toString("utf8").split("\0")) {
    const [, mode = "", type = "", object = "", path = ""] = /^(\d+) (\w+) (\w+)\t(.+)$/s.exec(line) ?? [];
    if (path !== "") entries.set(path, { mode, type, object });
  }
  return entries;
}

function fold(path: string): string {
  return path.normalize("NFKC").toLowerCase();
}
