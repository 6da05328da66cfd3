import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("../../../prompts/", import.meta.url));

/** The program's prompts by their path under `prompts/`: `generate/unit.md`. Its README says what each is for. */
export async function readPrompts(): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(FOLDER, { recursive: true })).map((path) => path.replaceAll("\\", "/"));
  const paths = names.filter((path) => path.endsWith(".md") && path !== "README.md").toSorted();
  const texts = await Promise.all(paths.map((path) => readFile(join(FOLDER, path), "utf8")));
  return new Map(paths.map((path, index) => [path, texts[index] ?? ""]));
}
