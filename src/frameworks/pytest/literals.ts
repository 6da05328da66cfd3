import { linesOf, type PythonNode, parsePython, walk } from "./python-syntax.ts";
import { stringValue } from "./string-values.ts";
import { findTestFunction } from "./test-functions.ts";

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

/**
 * Which of these literals (source text) a test function does not contain: numbers by value (`1_000` is `1000`, `0.50` is `0.5`),
 * texts by value whatever their quotes, also inside a longer text. Its decorators and the module's constants it uses count.
 * A function that is not there contains none.
 */
export function missingLiterals(source: string, name: string, literals: string[]): string[] {
  const test = findTestFunction(source, name);
  if (test === null) return [...literals];
  const nodes = [test.whole, ...constantsUsedBy(test.whole)];
  const present = new Set(nodes.flatMap((node) => literalNodes(node, true).map(literalKey)));
  const texts = [...present].filter((key) => key.startsWith("text:")).map((key) => key.slice(5));
  const words = new Set(
    nodes.flatMap((node) =>
      node
        .findAll({ rule: { any: [{ kind: "identifier" }, { kind: "none" }, { kind: "true" }, { kind: "false" }] } })
        .map((word) => word.text()),
    ),
  );
  return literals.filter((literal) => {
    const key = keyOfSource(literal);
    if (key === null) return !words.has(literal.trim());
    if (present.has(key)) return false;
    const text = key.startsWith("text:") ? key.slice(5) : null;
    return (
      text === null || text.length < 3 || !texts.some((other) => other.includes(text) || withoutEscapes(other).includes(text))
    );
  });
}

/** Numbers and texts below a node. `expanded` also gives the pieces of f-strings. */
export function literalNodes(root: PythonNode, expanded = false): PythonNode[] {
  const found: PythonNode[] = [];
  walk(root, (node) => {
    const kind = String(node.kind());
    if (kind === "type" || (kind === "expression_statement" && isDocstring(node))) return false;
    if (expanded && (kind === "string_content" || (kind === "unary_operator" && /^-\s*[\d.]/.test(node.text()))))
      found.push(node);
    if (!LITERAL_KINDS.has(kind)) return true;
    if (kind === "integer" || kind === "float" || stringValue(node) !== null) {
      found.push(node);
      return false;
    }
    return expanded;
  });
  return found;
}

/** One text for all ways to write a value: `number:1000`, `text:abc`. */
export function literalKey(node: PythonNode): string {
  const text = stringValue(node);
  if (text !== null) return `text:${text}`;
  if (node.kind() === "string_content") return `text:${node.text()}`;
  return `number:${decimal(node.text())}`;
}

/** The key of a literal given as source text, `null` when it is no plain number or text. */
function keyOfSource(literal: string): string | null {
  const [statement, ...more] = parsePython(literal.trim()).children();
  if (statement?.kind() !== "expression_statement" || more.length > 0) return null;
  const node = statement.child(0);
  if (node === null) return null;
  if (node.kind() === "unary_operator") return /^-\s*[\d.]/.test(node.text()) ? `number:${decimal(node.text())}` : null;
  return LITERAL_KINDS.has(String(node.kind())) ? literalKey(node) : null;
}

function decimal(text: string): string {
  const plain = text.replaceAll("_", "").replaceAll(" ", "");
  const value = Number(plain);
  return Number.isNaN(value) ? plain.toLowerCase() : String(value);
}

/** `match=` patterns escape what is special in them. */
function withoutEscapes(pattern: string): string {
  return pattern.replace(/\\(.)/gs, "$1");
}

function isDocstring(statement: PythonNode): boolean {
  const [only, ...more] = statement.children();
  return more.length === 0 && (only?.kind() === "string" || only?.kind() === "concatenated_string");
}

function constantsUsedBy(test: PythonNode): PythonNode[] {
  const used = new Set(test.findAll({ rule: { kind: "identifier" } }).map((node) => node.text()));
  const module = test.ancestors().at(-1);
  const statements = module?.children().filter((child) => child.kind() === "expression_statement") ?? [];
  return statements.filter((statement) => {
    const assignment = statement.child(0);
    return assignment?.kind() === "assignment" && used.has(assignment.field("left")?.text() ?? "");
  });
}
