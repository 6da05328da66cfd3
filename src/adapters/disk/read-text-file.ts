import { open } from "node:fs/promises";
import { UserError } from "../../errors.ts";

/** The UTF-8 text of a file someone named. `what` names it in the `UserError` when it can not be read or is over `megabytes`. */
export async function readTextFile(path: string, what: string, megabytes: number): Promise<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      `The ${what} ${path} can not be read: ${error.code === "ENOENT" ? "there is no such file" : error.code}.`,
    );
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new UserError(`The ${what} ${path} is not a file.`);
    if (facts.size > megabytes * 1024 * 1024) throw new UserError(`The ${what} ${path} is larger than ${megabytes} MB.`);
    return decode(await file.readFile(), what, path);
  } finally {
    await file.close();
  }
}

function decode(bytes: Buffer, what: string, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`The ${what} ${path} is not UTF-8 text.`);
  }
}
