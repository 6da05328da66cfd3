import { createPrivateKey } from "node:crypto";
import { UserError } from "../../errors.ts";
import { readTextFile } from "./read-text-file.ts";

/** A key is some kilobytes. */
const MEGABYTES = 1;

/** The App's private key as PEM: as it is, with `\n` for its line ends, in base64, or from a file. Throws `UserError`. */
export async function readPrivateKey(from: { readonly text: string } | { readonly path: string }): Promise<string> {
  const text = ("path" in from ? await readTextFile(from.path, "private key", MEGABYTES) : from.text).trim();
  const pem = text.startsWith("-----") ? text.replaceAll("\\n", "\n") : Buffer.from(text, "base64").toString("utf8");
  try {
    createPrivateKey(pem);
  } catch {
    throw new UserError(`${"path" in from ? from.path : "PRIVATE_KEY"} is not a private key in PEM form.`);
  }
  return `${pem.trim()}\n`;
}
