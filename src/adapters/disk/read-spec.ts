import { open } from "node:fs/promises";
import { UserError } from "../../errors.ts";

/** A specification is read by people; a file over this is something else. */
const SPEC_LIMIT = 1024 * 1024;

/** The text of the person's specification. Throws `UserError` when it is not a readable text file of a sane size. */
export async function readSpec(path: string): Promise<string> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw new UserError(
      `The specification ${path} can not be read: ${error.code === "ENOENT" ? "there is no such file" : error.code}.`,
    );
  });
  try {
    const facts = await file.stat();
    if (!facts.isFile()) throw new UserError(`The specification ${path} is not a file.`);
    if (facts.size > SPEC_LIMIT) throw new UserError(`The specification ${path} is larger than 1 MB.`);
    return decode(await file.readFile(), path);
  } finally {
    await file.close();
  }
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(`The specification ${path} is not UTF-8 text.`);
  }
}
