import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { InfrastructureError } from "../../errors.ts";
import type { TarFile } from "./source-tar.ts";

const images_folder = fileURLToPath(new URL("../../../docker/", import.meta.url));

/**
 * A framework's runner, `docker/<framework>/tfactory_runner/`. It comes with every request instead of being part of
 * an image, so that editing it never means to install a project's dependencies again.
 */
export async function readRunnerSources(framework: string, folder = images_folder): Promise<TarFile[]> {
  const root = join(folder, framework);
  const entries = await readdir(join(root, "tfactory_runner"), { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
  if (paths.length === 0) throw new InfrastructureError(`There is no runner for "${framework}" under docker/.`);
  return Promise.all(paths.map(async (path) => ({ path, content: await readFile(join(root, path)), executable: false })));
}
