import type { ProjectFacts } from "../../domain/snapshot.ts";

/** The only names we ever commit. ASCII, so that no look-alike passes. */
const NAME = /^(test_[a-z0-9_]+|[a-z0-9_]+_test)\.py$/;
/** A folder's name: letters, digits, `_`, `-`, no leading dot. */
const FOLDER = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;
/** Whoever can write these decides what runs on someone else's machine or in their CI. */
const REFUSED_FOLDERS = new Set(["node_modules", "site-packages", "git", "hooks"]);
const REFUSED_NAMES = new Set([
  "conftest.py",
  "sitecustomize.py",
  "usercustomize.py",
  "setup.py",
  "noxfile.py",
  "__init__.py",
  "__main__.py",
]);

/**
 * Whether a file we would commit is a new test file under the project's test folders. Fail closed: a path that is not
 * plainly one is refused. Compared after NFKC and case folding, as file systems that ignore both would.
 */
export function mayCommit(path: string, project: Pick<ProjectFacts, "test_dirs">): boolean {
  if (path !== path.normalize("NFC")) return false;
  const parts = path.normalize("NFKC").toLowerCase().split("/");
  const name = parts.pop() ?? "";
  if (!NAME.test(name) || REFUSED_NAMES.has(name)) return false;
  if (!parts.every((folder) => FOLDER.test(folder) && !folder.endsWith(".") && !REFUSED_FOLDERS.has(folder))) return false;
  const folders = project.test_dirs.length > 0 ? project.test_dirs : ["tests"];
  return folders.some((folder) => isUnder(parts, folder));
}

function isUnder(parts: string[], folder: string): boolean {
  const allowed = folder
    .normalize("NFKC")
    .toLowerCase()
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  return allowed.every((part, index) => parts[index] === part);
}
