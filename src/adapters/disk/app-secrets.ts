import { chmod, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../errors.ts";

const KEY_FILE = "tfactory.private-key.pem";

/**
 * Writes variables into a `.env` file and the App's key into a file beside it, both readable by their owner only. Other
 * lines of the file stay. Gives the path of the key. Throws `UserError` when there is a key already.
 */
export async function writeAppSecrets(env_file: string, pem: string, variables: Record<string, string>): Promise<string> {
  const key_file = join(dirname(env_file), KEY_FILE);
  try {
    await writeFile(key_file, pem, { mode: 0o400, flag: "wx" });
  } catch (error) {
    throw new UserError(`${key_file} can not be written (${reason(error)}). A key that is there already is never replaced.`);
  }
  const all: Record<string, string> = { ...variables, PRIVATE_KEY_PATH: key_file };
  const before = await readFile(env_file, "utf8").catch(() => "");
  const kept = before.split("\n").filter((line) => !((/^\s*([A-Z_]+)\s*=/.exec(line)?.[1] ?? "") in all));
  const lines = [
    ...kept.join("\n").trimEnd().split("\n").filter(Boolean),
    ...Object.entries(all).map(([name, value]) => `${name}=${value}`),
  ];
  await writeFile(env_file, `${lines.join("\n")}\n`, { mode: 0o600 });
  await chmod(env_file, 0o600);
  return key_file;
}

function reason(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
