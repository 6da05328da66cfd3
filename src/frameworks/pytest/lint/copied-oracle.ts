import { type PythonNode, parsePython } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import { repeatedFormulas } from "./repeated-formula.ts";
import type { Found } from "./rule-findings.ts";

/** A formula of fewer steps than this is found twice by chance. */
const LEAST_STEPS = 3;
const STEPS = new Set([
  "binary_operator",
  "boolean_operator",
  "comparison_operator",
  "not_operator",
  "unary_operator",
  "conditional_expression",
  "call",
  "subscript",
]);

/**
 * Tests that work their expected value out by a formula of the code under test: they repeat its mistakes. One that asserts that a
 * call gives what the called function's own formula gives is worth nothing. Others are compared by shape and are a doubt: names
 * and literals are all the same, operators and the names of called functions count. `sources` are the changed files.
 */
export function copiedOracles(root: PythonNode, tests: TestFunction[], sources: string[]): Found[] {
  const repeated = repeatedFormulas(root, tests, sources).map((node): Found => ({ ...WORDS, severity: "high", node }));
  return [...repeated, ...ofOneShape(tests, sources)];
}

function ofOneShape(tests: TestFunction[], sources: string[]): Found[] {
  const shapes = new Set(sources.flatMap((source) => formulas(parsePython(source))).map(shapeOf));
  if (shapes.size === 0) return [];
  return tests.flatMap((test) => {
    const copied = formulas(test.node).find((node) => shapes.has(shapeOf(node)));
    return copied === undefined ? [] : [{ ...WORDS, node: copied }];
  });
}

/** Expressions of enough steps, innermost ones of a longer formula included. */
function formulas(root: PythonNode): PythonNode[] {
  const any = [...STEPS].map((kind) => ({ kind }));
  return root.findAll({ rule: { any } }).filter((node) => stepsIn(node) >= LEAST_STEPS && !isAssertedComparison(node));
}

/** `result == expected` is the assertion, not a formula in it. */
function isAssertedComparison(node: PythonNode): boolean {
  return node.kind() === "comparison_operator" && node.parent()?.kind() === "assert_statement";
}

function stepsIn(node: PythonNode): number {
  return (STEPS.has(String(node.kind())) ? 1 : 0) + node.children().reduce((sum, child) => sum + stepsIn(child), 0);
}

function shapeOf(node: PythonNode): string {
  const kind = String(node.kind());
  if (kind === "comment") return "";
  if (kind === "parenthesized_expression") return node.children().slice(1, -1).map(shapeOf).join(" ");
  if (kind === "call") return `${nameOf(node)}${node.field("arguments")?.children().map(shapeOf).join(" ") ?? ""}`;
  if (["identifier", "attribute", "integer", "float", "string", "true", "false", "none"].includes(kind)) return "_";
  if (node.isLeaf()) return node.text();
  return `(${node.children().map(shapeOf).join(" ")})`;
}

/** What is called, without what it is called on: `text.strip` and `line.strip` are the same step. */
function nameOf(call: PythonNode): string {
  return call.field("function")?.text().split(".").at(-1) ?? "";
}

const WORDS: Omit<Found, "node"> = {
  rule: "copied-oracle",
  kind: "smell",
  severity: "medium",
  message: "works the expected value out by a formula of the code under test",
  fix: "Write the expected value out.",
};
