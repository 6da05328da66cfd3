import { literalKey } from "./literals.ts";
import type { PythonNode } from "./python-syntax.ts";
import { stringValue } from "./string-values.ts";
import { findTestFunction } from "./test-functions.ts";

/**
 * Text that is equal for two test functions that do the same: without its name, docstring, comments, layout and annotations,
 * with literals by value and local variables by order of appearance. A function that is not there gives `""`.
 */
export function normalise(source: string, name: string): string {
  const test = findTestFunction(source, name);
  if (test === null) return "";
  const locals = new Map<string, string>();
  for (const variable of localNames(test.node)) locals.set(variable, `v${locals.size + 1}`);
  return tokensOf(test.whole, test.node, locals).join(" ");
}

function tokensOf(node: PythonNode, test: PythonNode, locals: ReadonlyMap<string, string>): string[] {
  const kind = String(node.kind());
  if (kind === "comment" || kind === "type" || isTextStatement(node) || isAnnotationColon(node)) return [];
  if (stringValue(node) !== null || kind === "float") return [literalKey(node)];
  if (kind === "integer") return [wholeNumber(node.text())];
  if (kind === "," && isWithoutMeaning(node)) return [];
  if (node.isLeaf()) return [tokenOf(node, test, locals)];
  const inner = node.children().flatMap((child) => tokensOf(child, test, locals));
  return kind === "block" ? ["{", ...inner, "}"] : inner;
}

/** Exact, however large; not the same as the float of its value. */
function wholeNumber(text: string): string {
  const plain = text.replaceAll("_", "").toLowerCase();
  return /^(?:\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/.test(plain) ? `int:${BigInt(plain)}` : plain;
}

/** A comma before the closing bracket; only in `(1,)` it makes a tuple. */
function isWithoutMeaning(comma: PythonNode): boolean {
  const closes = [")", "]", "}"].includes(String(comma.next()?.kind()));
  const parent = comma.parent();
  const alone = parent?.kind() === "tuple" && parent.children().filter((child) => child.kind() === ",").length === 1;
  return closes && !alone;
}

function isAnnotationColon(node: PythonNode): boolean {
  return node.kind() === ":" && node.next()?.kind() === "type";
}

function tokenOf(node: PythonNode, test: PythonNode, locals: ReadonlyMap<string, string>): string {
  if (node.kind() !== "identifier") return node.text();
  if (node.id() === test.field("name")?.id()) return "test";
  const parent = node.parent();
  const isMember = parent?.kind() === "attribute" && parent.field("attribute")?.id() === node.id();
  const isKeyword = parent?.kind() === "keyword_argument" && parent.field("name")?.id() === node.id();
  return isMember || isKeyword ? node.text() : (locals.get(node.text()) ?? node.text());
}

/** Names that the function binds itself: assigned, looped over, `as`. Parameters are fixtures: their names mean something. */
function localNames(test: PythonNode): string[] {
  const targets = test.findAll({
    rule: {
      any: [
        { kind: "identifier", inside: { kind: "assignment", field: "left" } },
        { kind: "identifier", inside: { kind: "pattern_list" } },
        { kind: "identifier", inside: { any: [{ kind: "for_statement" }, { kind: "for_in_clause" }], field: "left" } },
        { kind: "identifier", inside: { kind: "as_pattern_target" } },
        { kind: "identifier", inside: { kind: "named_expression", field: "name" } },
      ],
    },
  });
  return [...new Set(targets.map((target) => target.text()))];
}

function isTextStatement(node: PythonNode): boolean {
  if (node.kind() !== "expression_statement") return false;
  const only = node.child(0);
  return node.children().length === 1 && only !== null && (only.kind() === "string" || only.kind() === "concatenated_string");
}
