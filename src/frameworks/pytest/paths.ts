import type { ProjectFacts } from "../../domain/snapshot.ts";

const TEST_FILE = /^(test_.*|.*_test)\.py$/;
const TEST_FOLDER = /^(tests?|testing)$/;
/** Python files that set a project up: changing them is not changing what its tests are about. */
const SET_UP = new Set(["setup.py", "noxfile.py", "fabfile.py", "conf.py", "manage.py", "wscript.py", "hatch_build.py"]);
const NOT_SOURCE_FOLDER =
  /^(docs?|examples?|benchmarks?|scripts?|tools|\..*|node_modules|vendor|_vendor|third_party|build|dist)$/;
const PROJECT_FILE = /^(pyproject\.toml|setup\.(py|cfg)|requirements[^/]*\.txt|pipfile|poetry\.lock|uv\.lock)$/;
const PYTEST_FILE = /^(pytest\.ini|\.pytest\.ini|pytest\.toml|conftest\.py)$/;

/** Whether a repository with these paths has Python tests, or is a Python project that could have some. */
export function detect(paths: string[]): boolean {
  const isSource = paths.some((path) => kindOf(path) === "source");
  const names = paths.map((path) => baseName(path).toLowerCase());
  if (names.some((name) => PYTEST_FILE.test(name) || TEST_FILE.test(name))) return true;
  return isSource && names.some((name) => PROJECT_FILE.test(name));
}

/** What a path is, by name alone: `test` is everything in a test folder or with a test file's name, `conftest.py` included. */
export function kindOf(path: string): "source" | "test" | "other" {
  const folders = path.split("/").slice(0, -1);
  const name = baseName(path);
  if (!name.endsWith(".py")) return "other";
  if (TEST_FILE.test(name) || name === "conftest.py" || folders.some((folder) => TEST_FOLDER.test(folder))) return "test";
  if (SET_UP.has(name) || folders.some((folder) => NOT_SOURCE_FOLDER.test(folder))) return "other";
  return "source";
}

/**
 * Where the test file of a source file goes: in the project's test folder that is nearest to it, named after the module and
 * the specification, in the project's own way (`test_x.py` or `x_test.py`). Its base name is new in the whole repository:
 * pytest refuses two test files of one name in folders without `__init__.py`.
 */
export function testPath(source_path: string, spec_id: string, project: ProjectFacts, taken: ReadonlySet<string>): string {
  const folder = nearestTestFolder(source_path, project.test_dirs);
  const module = moduleName(source_path);
  const spec = slug(spec_id);
  const stem = [module, spec === module ? "" : spec].filter(Boolean).join("_") || "module";
  const endsWithTest = prefersSuffix(folder, taken);
  const names_taken = new Set([...taken].map((path) => folded(baseName(path))));
  for (let number = 1; ; number += 1) {
    const numbered = number === 1 ? stem : `${stem}_${number}`;
    const name = endsWithTest ? `${numbered}_test.py` : `test_${numbered}.py`;
    if (!names_taken.has(name)) return folder === "" ? name : `${folder}/${name}`;
  }
}

function nearestTestFolder(source_path: string, test_dirs: string[]): string {
  const source = new Set(source_path.split("/").slice(0, -1));
  const folders = test_dirs.map((folder) => folder.replace(/^\.?\/*|\/+$/g, "")).filter((folder) => folder !== "");
  if (folders.length === 0) return test_dirs.length > 0 ? "" : "tests";
  const shared = (folder: string) => folder.split("/").filter((part) => source.has(part)).length;
  const depth = (folder: string) => folder.split("/").length;
  const strangers = (folder: string) => depth(folder) - shared(folder);
  const [best] = folders.toSorted(
    (one, other) => strangers(one) - strangers(other) || shared(other) - shared(one) || depth(one) - depth(other),
  );
  return best ?? "tests";
}

/** `strutils` of `boltons/strutils.py`; the package's name of an `__init__.py`. Lower case ASCII. */
function moduleName(source_path: string): string {
  const parts = source_path.replace(/\.py$/, "").split("/");
  const last = parts.pop() ?? "";
  return slug(last === "__init__" || last === "__main__" ? `${parts.pop() ?? ""}` : last);
}

function slug(text: string): string {
  const ascii = text
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "")
    .toLowerCase();
  const words = ascii.split(/[^a-z0-9]+/).filter(Boolean);
  return words.join("_").slice(0, 40).replace(/_+$/, "");
}

function prefersSuffix(folder: string, taken: ReadonlySet<string>): boolean {
  const inside = [...taken].filter((path) => folder === "" || path.startsWith(`${folder}/`)).map(baseName);
  return inside.some((name) => name.endsWith("_test.py")) && !inside.some((name) => /^test_.*\.py$/.test(name));
}

/** Compares names as a file system that ignores case or composes letters would. */
function folded(text: string): string {
  return text.normalize("NFKC").toLowerCase();
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
