import { createHash } from "node:crypto";

/**
 * Repository text as data: between lines that carry a number of its own. The number is a hash of the text, so the text can not
 * hold it (it would have to hold its own hash), and the same text always gives the same bytes, which a provider's cache and a
 * recorded exchange need.
 */
export function fence(what: string, text: string): string {
  const number = createHash("sha256")
    .update(JSON.stringify([what, text]))
    .digest("hex")
    .slice(0, 32);
  return `BEGIN ${oneLine(what)} ${number}\n${text.replace(/\n*$/, "\n")}END ${number}`;
}

/** A path or name inside of a sentence: it can not begin a line or a fence. */
export function oneLine(text: string): string {
  return text.replace(/[\p{C}\p{Z}]+/gu, " ").trim();
}
