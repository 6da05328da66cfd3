import { nodesOfKind, offsetsOf, type PythonNode, parsePython } from "./python-syntax.ts";

/** The file without comments and without texts that are statements; lines that held nothing else are gone. */
export function withoutProse(source: string): string {
  const root = parsePython(source);
  const prose = [...nodesOfKind(root, "comment"), ...nodesOfKind(root, "expression_statement").filter(isText)].map(offsetsOf);
  const bare = prose
    .toSorted((one, other) => other.start - one.start)
    .reduce((text, { start, end }) => `${text.slice(0, start)}${GONE}${text.slice(end)}`, source);
  const lines = bare.split("\n").filter((line) => !line.includes(GONE) || line.replaceAll(GONE, "").trim() !== "");
  return lines
    .map((line) => line.replaceAll(GONE, "").trimEnd())
    .join("\n")
    .replace(/\n{4,}/g, "\n\n\n")
    .trim();
}

/** No Python source holds it: NUL is refused. */
const GONE = "\0";

function isText(statement: PythonNode): boolean {
  const [only, ...others] = statement.children();
  return others.length === 0 && (only?.kind() === "string" || only?.kind() === "concatenated_string");
}
