import { linesOf, type PythonNode, parsePython, walk } from "./python-syntax.ts";
import { stringValue } from "./string-values.ts";

const LITERAL_KINDS = new Set(["integer", "float", "string", "concatenated_string"]);
const LONGEST = 200;

/**
 * The numbers and texts in these lines (1-based) of a source file, as written, each once, in file order: inputs worth trying.
 * Docstrings, annotations, f-strings with expressions and texts over 200 characters are left out.
 */
export function literalsIn(source: string, lines: number[]): string[] {
  const wanted = new Set(lines);
  const nodes = literalNodes(parsePython(source)).filter((node) => {
    const { first, last } = linesOf(node);
    for (let line = first; line <= last; line += 1) if (wanted.has(line)) return true;
    return false;
  });
  return [...new Set(nodes.map((node) => node.text()))].filter((text) => text.length <= LONGEST);
}

/** Numbers and texts below a node, without docstrings, annotations and what stands in f-strings. */
export function literalNodes(root: PythonNode): PythonNode[] {
  const found: PythonNode[] = [];
  walk(root, (node) => {
    const kind = String(node.kind());
    if (kind === "type" || (kind === "expression_statement" && isDocstring(node))) return false;
    if (!LITERAL_KINDS.has(kind)) return true;
    if (kind === "integer" || kind === "float" || stringValue(node) !== null) found.push(node);
    return false;
  });
  return found;
}

function isDocstring(statement: PythonNode): boolean {
  const [only, ...more] = statement.children();
  return more.length === 0 && (only?.kind() === "string" || only?.kind() === "concatenated_string");
}

/** One text for all ways to write a value: `number:1000`, `text:abc`. */
export function literalKey(node: PythonNode): string {
  const text = stringValue(node);
  if (text !== null) return `text:${text}`;
  const plain = node.text().replaceAll("_", "");
  const value = Number(plain);
  return `number:${Number.isNaN(value) ? plain.toLowerCase() : value}`;
}
