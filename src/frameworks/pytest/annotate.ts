import { linesOf, parsePython } from "./python-syntax.ts";
import { testFunctionsOf } from "./test-functions.ts";

const LONGEST = 100;

/**
 * The file with `# tfactory: <note>` above each named test function, over its decorators and as far in. Only words and plain
 * punctuation of a note stay: a comment can turn off coverage or a linter, or name the file's encoding.
 */
export function annotate(source: string, notes: ReadonlyMap<string, string>): string {
  const lines = source.split("\n");
  const above = new Map<number, string>();
  for (const { name, whole } of testFunctionsOf(parsePython(source))) {
    const note = notes.get(name);
    const first = linesOf(whole).first - 1;
    const indent = /^\s*/.exec(lines[first] ?? "")?.[0] ?? "";
    if (note !== undefined) above.set(first, `${indent}# tfactory: ${plain(note)}`);
  }
  return lines.flatMap((line, index) => [...(above.has(index) ? [above.get(index) ?? ""] : []), line]).join("\n");
}

function plain(note: string): string {
  const words = note
    .replace(/\s*:\s+/g, " - ")
    .replace(/[^\p{L}\p{N} .,;()'"_+*/<>!?%-]+/gu, " ")
    .replace(/ {2,}/g, " ")
    .trim();
  return words.length > LONGEST ? `${words.slice(0, LONGEST - 3).trimEnd()}...` : words;
}
