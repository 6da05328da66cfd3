import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import { UserError } from "../errors.ts";

/** The variables of a file: the one that is named, or `.env` of the folder when there is one. Throws `UserError`. */
export async function readVariables(file: string | undefined, folder: string): Promise<NodeJS.ProcessEnv> {
  const path = resolve(folder, file ?? ".env");
  try {
    return parseEnv(await readFile(path, "utf8"));
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (missing && file === undefined) return {};
    throw new UserError(`The variables in ${path} can not be read: ${missing ? "there is no such file" : String(error)}.`);
  }
}
