import { linkedTo } from "./linked-code.ts";
import { nodesOfKind, type PythonNode, parsePython, walk } from "./python-syntax.ts";
import { stringValue } from "./string-values.ts";
import { findTestFunction } from "./test-functions.ts";

const CONTAINERS = new Set(["list", "tuple", "set", "dictionary"]);
/** `Decimal("0.5")` is the number in its text. */
const NUMBER_CALL = /(^|\.)(Decimal|Fraction|float|int)$/;
/** Assertions that compare with a constant without writing it. */
const UNWRITTEN: [RegExp, string][] = [
  [/\bassertIsNone\b/, "None"],
  [/\bassertTrue\b/, "True"],
  [/\bassertFalse\b/, "False"],
];

/**
 * Which of these literals (source text) a test function does not contain: numbers by value (`1_000` is `1000`, `60 * 60` is `3600`),
 * texts by value whatever their quotes, also inside a longer text, containers by their elements. Its decorators, and the
 * constants, helpers and fixtures of the file that it uses, count. A function that is not there contains none.
 */
export function missingLiterals(source: string, name: string, literals: string[]): string[] {
  const test = findTestFunction(source, name);
  if (test === null) return [...literals];
  const nodes = [test.whole, ...linkedTo(test)];
  const present = new Set(nodes.flatMap(keysIn));
  const texts = [...present].filter((key) => key.startsWith("text:")).map((key) => key.slice(5));
  const words = new Set(nodes.flatMap(wordsIn));
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

/** One text for all ways to write each value below a node: `number:1000`, `text:abc`, `bytes:abc`, `list:[number:1]`. */
function keysIn(root: PythonNode): string[] {
  const keys: string[] = [];
  walk(root, (node) => {
    if (node.kind() === "type" || isDocstring(node)) return false;
    const key = keyOf(node);
    if (key !== null) keys.push(key);
    if (node.kind() === "string_content") keys.push(`text:${node.text()}`);
    if (key?.startsWith("bytes:")) return false;
    // The 1 of -1 is not in the test; the elements of a container, and the operands of `60 * 60`, are.
    return node.kind() !== "unary_operator" || key === null;
  });
  return keys;
}

/** The value a node writes out, `null` for anything that is not written out whole. */
function keyOf(node: PythonNode): string | null {
  const kind = String(node.kind());
  if (CONTAINERS.has(kind)) {
    const elements = node
      .children()
      .filter((child) => child.isNamed() && child.kind() !== "comment")
      .map((child) => (child.kind() === "pair" ? pairKey(child) : keyOf(child)));
    return elements.includes(null) ? null : `${kind}:[${elements.join(",")}]`;
  }
  if (["none", "true", "false"].includes(kind)) return `word:${node.text()}`;
  const number = numberOf(node);
  if (number !== null) return `number:${number}`;
  const text = stringValue(node);
  if (text !== null) return /^\w*b\w*["']/i.test(node.text()) ? `bytes:${text}` : `text:${text}`;
  return kind === "binary_operator" ? repeatedText(node) : null;
}

function pairKey(pair: PythonNode): string | null {
  const [key, value] = [pair.field("key"), pair.field("value")].map((side) => (side ? keyOf(side) : null));
  return key == null || value == null ? null : `${key}=${value}`;
}

/** A number written out, with its sign, computed from such, or in the text of `Decimal("…")`. */
function numberOf(node: PythonNode): number | string | null {
  switch (String(node.kind())) {
    case "integer":
    case "float": {
      const plain = node.text().replaceAll("_", "");
      const value = Number(plain);
      return Number.isNaN(value) ? plain.toLowerCase() : value;
    }
    case "parenthesized_expression": {
      const inner = node.children()[1];
      return inner ? numberOf(inner) : null;
    }
    case "unary_operator": {
      const value = node.field("argument") ? numberOf(node.field("argument") as PythonNode) : null;
      if (typeof value !== "number") return null;
      return node.text().startsWith("-") ? -value : node.text().startsWith("+") ? value : null;
    }
    case "binary_operator":
      return computed(node);
    case "call": {
      if (!NUMBER_CALL.test(node.field("function")?.text() ?? "")) return null;
      const [only, ...more] = (node.field("arguments")?.children() ?? []).filter((child) => child.isNamed());
      const text = only && more.length === 0 ? stringValue(only)?.trim() : undefined;
      return text === undefined || text === "" || Number.isNaN(Number(text)) ? null : Number(text);
    }
    default:
      return null;
  }
}

function computed(node: PythonNode): number | null {
  const [left, right] = [node.field("left"), node.field("right")].map((side) => (side ? numberOf(side) : null));
  if (typeof left !== "number" || typeof right !== "number") return null;
  switch (node.field("operator")?.text()) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return left * right;
    case "/":
      return left / right;
    case "//":
      return Math.floor(left / right);
    case "**":
      return left ** right;
    default:
      return null;
  }
}

/** `"a" * 3`. */
function repeatedText(node: PythonNode): string | null {
  const [left, right] = [node.field("left"), node.field("right")];
  if (node.field("operator")?.text() !== "*" || !left || !right) return null;
  const [text, count] = [stringValue(left), numberOf(right)];
  return text !== null && typeof count === "number" && count >= 0 && text.length * count <= 10_000
    ? `text:${text.repeat(count)}`
    : null;
}

/** The key of a literal given as source text, `null` when it is no literal but a name. */
function keyOfSource(literal: string): string | null {
  const [statement, ...more] = parsePython(literal.trim()).children();
  if (statement?.kind() !== "expression_statement" || more.length > 0) return null;
  const node = statement.child(0);
  const key = node ? keyOf(node) : null;
  return key?.startsWith("word:") ? null : key;
}

/** Names, and the constants that an assertion compares with without writing them. */
function wordsIn(node: PythonNode): string[] {
  const written = nodesOfKind(node, "identifier", "none", "true", "false").map((word) => word.text());
  const unwritten = UNWRITTEN.filter(([assertion]) => assertion.test(node.text())).map(([, word]) => word);
  const plain = nodesOfKind(node, "assert_statement").flatMap((statement) => {
    const condition = statement.children()[1];
    if (condition?.kind() === "not_operator") return ["False"];
    return condition && ["call", "identifier", "attribute", "await", "subscript"].includes(String(condition.kind()))
      ? ["True"]
      : [];
  });
  return [...written, ...unwritten, ...plain];
}

/** `match=` patterns escape what is special in them. */
function withoutEscapes(pattern: string): string {
  return pattern.replace(/\\(.)/gs, "$1");
}

function isDocstring(node: PythonNode): boolean {
  if (node.kind() !== "expression_statement") return false;
  const [only, ...more] = node.children();
  return more.length === 0 && (only?.kind() === "string" || only?.kind() === "concatenated_string");
}
