import type { PythonNode } from "./python-syntax.ts";
import { readString } from "./write/python-strings.ts";

/**
 * The text a string literal stands for, whatever its quotes and prefix; pieces of a concatenation are joined.
 * `null` for an f-string with expressions and for a node that is no string. Bytes are given as Latin-1 text.
 */
export function stringValue(node: PythonNode): string | null {
  if (node.kind() === "concatenated_string") {
    const parts = node
      .children()
      .filter((child) => child.kind() === "string")
      .map(stringValue);
    return parts.some((part) => part === null) ? null : parts.join("");
  }
  if (node.kind() !== "string" || node.children().some((child) => child.kind() === "interpolation")) return null;
  return readString(node.text().replace(/^([a-zA-Z]*)/, (prefix) => prefix.replace(/f/i, "")));
}
