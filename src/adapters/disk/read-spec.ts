import { readTextFile } from "./read-text-file.ts";

/** A specification is read by people; a file over this is something else. */
const SPEC_MEGABYTES = 1;

/** The text of the person's specification. Throws `UserError` when it is not a readable text file of a sane size. */
export async function readSpec(path: string): Promise<string> {
  return readTextFile(path, "specification", SPEC_MEGABYTES);
}
