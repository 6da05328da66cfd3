import { originsOf } from "../imports.ts";
import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import type { Found } from "./rule-findings.ts";

/**
 * Assertions on `hash(x)` and `id(x)`, and texts with an address: they differ in every process. Two hashes or two ids may be
 * compared with each other.
 */
export function addresses(root: PythonNode, tests: TestFunction[]): Found[] {
  const module = [...originsOf(root).keys(), ...boundIn(root, root.children())];
  return tests.flatMap((test) => inTest(test, new Set([...module, ...boundIn(test.node, nodesOfKind(test.node, "assignment"))])));
}

function inTest(test: TestFunction, bound: ReadonlySet<string>): Found[] {
  const builtin = ["hash", "id"].filter((name) => !bound.has(name));
  const assigned = variablesOf(test, builtin);
  const seen = nodesOfKind(test.node, "assert_statement").filter((statement) => uses(statement, builtin, assigned));
  const keyed = nodesOfKind(test.node, "keyword_argument").filter(
    (node) => node.field("name")?.text() === "key" && builtin.includes(node.field("value")?.text() ?? ""),
  );
  const texts = nodesOfKind(test.node, "string").filter((node) => / at 0x[0-9a-fA-F]{3,}/.test(node.text()));
  return [...seen, ...keyed, ...texts].map((node) => ({
    rule: "hash-value",
    kind: "flake",
    severity: "high",
    message: "depends on a hash or an address that differs in every run",
    fix: "Assert something that means something.",
    node,
  }));
}

function boundIn(node: PythonNode, statements: PythonNode[]): string[] {
  const parameters = node.field("parameters");
  return [
    ...(parameters ? nodesOfKind(parameters, "identifier").map((one) => one.text()) : []),
    ...statements.map((one) => (one.field("name") ?? one.field("left") ?? one.child(0)?.field("left"))?.text() ?? ""),
  ];
}

/** Arithmetic on the value, a place found by it, or a comparison with a constant or by size; two values may be equal or not. */
function uses(statement: PythonNode, builtin: string[], assigned: ReadonlySet<string>): boolean {
  const [condition] = statement.children().filter((child) => child.isNamed());
  if (!condition) return false;
  const values = nodesOfKind(condition, "call", "identifier").filter((node) =>
    node.kind() === "identifier" ? assigned.has(node.text()) && !isCallee(node) : isCallOf(node, builtin),
  );
  return values.some((node) => {
    let inner = node;
    for (const ancestor of node.ancestors()) {
      const kind = String(ancestor.kind());
      if (ancestor.id() === statement.id()) return false;
      if (kind === "call" && /^(isinstance|len)$/.test(ancestor.field("function")?.text() ?? "")) return false;
      if (kind === "binary_operator") return true;
      if (kind === "subscript") return ancestor.field("value")?.id() !== inner.id();
      if (kind === "comparison_operator") return isTelling(ancestor);
      inner = ancestor;
    }
    return false;
  });
}

function isTelling(comparison: PythonNode): boolean {
  const operators = comparison.children().filter((child) => !child.isNamed());
  if (operators.some((operator) => /^(<|>|<=|>=)$/.test(operator.text()))) return true;
  return comparison
    .children()
    .some((side) => ["integer", "unary_operator", "list", "tuple", "set"].includes(String(side.kind())));
}

function isCallee(node: PythonNode): boolean {
  const parent = node.parent();
  return parent?.kind() === "call" && parent.field("function")?.id() === node.id();
}

function isCallOf(node: PythonNode | undefined | null, names: string[]): boolean {
  if (node?.kind() !== "call" || !names.includes(node.field("function")?.text() ?? "")) return false;
  // Small numbers hash to themselves.
  return !/^hash\(\s*-?\d+\s*\)$/.test(node.text());
}

/** Variables that hold nothing but such a value. */
function variablesOf(test: TestFunction, builtin: string[]): Set<string> {
  const names = nodesOfKind(test.node, "assignment")
    .filter((one) => isCallOf(one.field("right"), builtin))
    .map((one) => one.field("left")?.text() ?? "");
  return new Set(names);
}
