import { createHash } from "node:crypto";
import type { SourceFile } from "../../ports.ts";

/** Deeper manifests belong to examples and fixtures. */
const DEEPEST = 4;
const MANIFEST =
  /^(pyproject\.toml|setup\.(py|cfg)|tox\.ini|\.?pytest\.ini|Pipfile|Pipfile\.lock|(uv|poetry|pdm)\.lock|pylock.*\.toml|uv\.toml|MANIFEST\.in|.*(requirements|constraints|reqs|requires).*\.(txt|in)|package(-lock)?\.json)$/i;

/** Whether a file decides what the environment of its project is. */
export function isManifest(path: string): boolean {
  const parts = path.split("/");
  const name = parts.at(-1) ?? "";
  const in_requirements = /^(requirements|reqs)$/.test(parts.at(-2) ?? "") && name.endsWith(".txt");
  return parts.length <= DEEPEST && (MANIFEST.test(name) || in_requirements);
}

/** Without one of these nothing of the tree is installed: its sources are on the path, `src` first when there is one. */
const BUILT = /(^|\/)(pyproject\.toml|setup\.(py|cfg))$/i;

/**
 * What an environment depends on, as 24 hex digits: the runner image, the manifests, and where the packages lie when they are
 * installed (an editable install names them). Equal trees up to that share one environment.
 */
export function environmentKey(image_id: string, files: SourceFile[]): string {
  const hash = createHash("sha256").update(`${image_id}\n`);
  for (const file of files.filter(({ path }) => isManifest(path)).sort(byPath))
    hash.update(`${JSON.stringify(file.path)} ${createHash("sha256").update(file.content).digest("hex")}\n`);
  const is_built = files.some(({ path }) => isManifest(path) && BUILT.test(path));
  const places = is_built ? packagePaths(files) : files.some(({ path }) => path.startsWith("src/")) ? ["src/"] : [];
  for (const path of places) hash.update(`${JSON.stringify(path)}\n`);
  return hash.digest("hex").slice(0, 24);
}

/** `pkg/__init__.py`, `src/pkg/__init__.py`, `module.py`: what a build finds to install. */
function packagePaths(files: SourceFile[]): string[] {
  return files
    .map(({ path }) => path)
    .filter((path) => /^(src\/|lib\/)?([^/]+\/__init__|[^/]+)\.py$/.test(path))
    .sort();
}

const byPath = (a: SourceFile, b: SourceFile) => (a.path < b.path ? -1 : 1);
