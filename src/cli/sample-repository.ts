import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSpec } from "../adapters/disk/read-spec.ts";
import { createRepository } from "../adapters/git/create-repository.ts";

const SAMPLES = fileURLToPath(new URL("../../fixtures/repos/", import.meta.url));

/**
 * Makes a git repository of a sample in `fixtures/repos`: branch `main` holds its `base/` tree, branch `feature` its
 * `head/` tree. Gives the sample's specification.
 */
export async function sampleRepository(sample: string, path: string): Promise<{ path: string; text: string }> {
  const folder = join(SAMPLES, sample);
  await createRepository(path, [
    { branch: "main", folder: join(folder, "base"), message: "The library before the change\n" },
    { branch: "feature", folder: join(folder, "head"), message: "The change to be tested\n" },
  ]);
  return { path: "spec.md", text: await readSpec(join(folder, "spec.md")) };
}
