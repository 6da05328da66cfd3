import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import { canFail, Helpers } from "./assertions.ts";
import { type ModuleNames, moduleNames, OwnValues, PURE, type Source } from "./own-values.ts";
import { originOf } from "./references.ts";
import type { Found } from "./rule-findings.ts";

/** Names of functions whose truth is the whole answer. */
const PREDICATE =
  /(^|\.)_*(is|has|have|can|should|contains?|supports|matches|match|exists|equals?|any|all|valid\w*|starts\w*|ends\w*|\w+able|\w+ed|in|isinstance|issubclass|callable|allclose|isclose|not|was|are|does|accepts|allows|overlaps|intersects|needs|requires|includes|covers)(_\w+|[A-Z]\w*|\w*)?$/;

/**
 * What is wrong with the assertions of each test as a whole: there is none, they only see values the test wrote itself, they
 * may never run, they compare the subject with itself, or they only ask whether there is something.
 */
export function oracleFindings(root: PythonNode, tests: TestFunction[]): Found[] {
  const helpers = new Helpers(root);
  const module = moduleNames(root);
  return tests.flatMap((test) => {
    if (!canFail(test, helpers)) return [finding("no-assertion", "high", test.node)];
    const asserted = helpers.assertionsIn(test.node);
    const statements = nodesOfKind(test.node, "assert_statement");
    const only_statements = statements.length === asserted.length;
    const values = once(() => new OwnValues(test, module));
    return [
      ...(only_statements && !callsSubject(test, statements, module) ? selfMade(statements, values()) : []),
      ...(only_statements && statements.length > 0 && statements.every(isWeak)
        ? [finding("weak-oracle", "high", statements[0] ?? test.node)]
        : []),
      ...mayNotRun(test, asserted, values),
      ...repeated(test, statements, only_statements),
    ];
  });
}

/** Statements that compare a call with itself: a smell beside others, worthless alone. */
function repeated(test: TestFunction, statements: PythonNode[], only_statements: boolean): Found[] {
  const found = statements.filter((statement) => repeatsItself(statement, test));
  const severity = only_statements && found.length === statements.length ? "high" : "medium";
  return found.map((node) => finding("same-call", severity, node));
}

/** Following values costs most, and most tests say at once that they call what they import. */
function callsSubject(test: TestFunction, statements: PythonNode[], { origins }: ModuleNames): boolean {
  if (/patch|[mM]ock|setattr/.test(test.whole.text())) return false;
  return statements.some((statement) =>
    nodesOfKind(statement, "call").some((call) => {
      const name = call.field("function")?.text() ?? "";
      return origins.has(name.split(".")[0] ?? "") && !PURE.test(originOf(name, origins)) && !name.startsWith("pytest.");
    }),
  );
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Every assertion is about values of the test or of its own mocks. */
function selfMade(statements: PythonNode[], values: OwnValues): Found[] {
  const sources = statements.map((statement): Source => {
    const [, condition] = statement.children();
    return condition ? values.of(condition) : "outside";
  });
  const [first] = statements;
  if (!first || sources.includes("outside")) return [];
  return [finding(sources.includes("mock") ? "mock-echo" : "own-values", "high", first)];
}

function isWeak(statement: PythonNode): boolean {
  const condition = statement.children()[1];
  return condition !== undefined && isWeakCondition(condition);
}

/** Whether a condition only asks if there is something, or is true of every value of a type. */
function isWeakCondition(condition: PythonNode): boolean {
  switch (String(condition.kind())) {
    case "parenthesized_expression":
      return condition.children()[1] !== undefined && isWeakCondition(condition.children()[1] as PythonNode);
    case "comparison_operator":
      return isWeakComparison(condition);
    case "boolean_operator": {
      const [left, right] = [condition.field("left"), condition.field("right")];
      if (!left || !right) return false;
      if (condition.field("operator")?.text() === "and") return isWeakCondition(left) && isWeakCondition(right);
      return isWeakCondition(left) || isWeakCondition(right) || areOpposite(left.text(), right.text());
    }
    case "identifier":
    case "await":
      return true;
    case "call": {
      const name = condition.field("function")?.text() ?? "";
      return /^(isinstance|callable|hasattr|bool)$/.test(name) || !PREDICATE.test(name.split(".").at(-1) ?? "");
    }
    default:
      return false;
  }
}

function isWeakComparison(condition: PythonNode): boolean {
  const text = condition.text();
  if (/\bis\s+not\s+None$|^len\(.*\)\s*(>\s*0|>=\s*1|!=\s*0)$/.test(text)) return true;
  if (/^type\(.*\)\s*(is|==)\s*[A-Za-z_][\w.]*$/s.test(text)) return true;
  return /\bin\s*[[({]\s*(True\s*,\s*False|False\s*,\s*True)\s*,?\s*[\])}]$/.test(text);
}

const OPPOSITES: Readonly<Record<string, string>> = { "<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "==" };

/** `a or not a`, `x < 1 or x >= 1`. */
function areOpposite(one: string, other: string): boolean {
  if (one === `not ${other}` || other === `not ${one}`) return true;
  const [left, right] = [one, other].map((text) => /^(.+?)\s*(<=|>=|==|!=|<|>)\s*([^<>=!]+)$/s.exec(text));
  return left != null && right != null && left[1] === right[1] && left[3] === right[3] && OPPOSITES[left[2] ?? ""] === right[2];
}

/** No assertion stands where it surely runs: all are in branches, in handlers, or in loops over what may be empty. */
function mayNotRun(test: TestFunction, asserted: PythonNode[], values: () => OwnValues): Found[] {
  const uncertain = asserted.filter((node) => isUncertain(node, test, values));
  const [first] = uncertain;
  return first && uncertain.length === asserted.length ? [finding("conditional-assertion", "medium", first)] : [];
}

function isUncertain(node: PythonNode, test: TestFunction, values: () => OwnValues): boolean {
  if (/^(pytest|self)\.fail\b|^fail\(/.test(node.text())) return false; // a branch that fails is an assertion
  let inside = node;
  for (const ancestor of node.ancestors()) {
    if (ancestor.id() === test.node.id()) return false;
    const kind = String(ancestor.kind());
    if (kind === "except_clause") return !failsOtherwise(ancestor);
    if (kind === "if_statement" && inside.kind() === "block" && !hasOtherBranch(ancestor)) return true;
    if (kind === "while_statement") return true;
    if (kind === "for_statement" && inside.kind() === "block" && mayBeEmpty(ancestor, test, values)) return true;
    inside = ancestor;
  }
  return false;
}

/** `try: f(); pytest.fail() except E as e: assert …` runs its assertion or fails. */
function failsOtherwise(handler: PythonNode): boolean {
  return /(\bfail\(|\braise\b|assert\s+(False|0)\b)/.test(handler.parent()?.text() ?? "");
}

function hasOtherBranch(statement: PythonNode): boolean {
  const branches = statement.children().filter((child) => child.kind() === "else_clause" || child.kind() === "elif_clause");
  return branches.some((branch) => branch.kind() === "else_clause" && /\bassert|\bfail\(|raises\(/.test(branch.text()));
}

function mayBeEmpty(loop: PythonNode, test: TestFunction, values: () => OwnValues): boolean {
  const over = loop.field("right");
  return over !== null && !isFilled(over, test) && values().of(over) !== "own";
}

/** Written out with at least one element, or made of such by what keeps the number of elements. */
function isFilled(node: PythonNode, test: TestFunction): boolean {
  const kind = String(node.kind());
  const inner = node.children().filter((child) => child.isNamed() && child.kind() !== "comment");
  if (["list", "tuple", "set", "dictionary", "expression_list"].includes(kind))
    return inner.some((one) => !/splat/.test(String(one.kind())));
  if (kind === "identifier") {
    const assigned = nodesOfKind(test.node, "assignment").filter((one) => one.field("left")?.text() === node.text());
    const right = assigned.length === 1 ? assigned[0]?.field("right") : null;
    return right ? isFilled(right, test) : (test.node.field("parameters")?.text() ?? "").includes(node.text());
  }
  if (kind !== "call") return false;
  const name = node.field("function")?.text() ?? "";
  const owner = node.field("function")?.field("object");
  if (/\.(items|keys|values)$/.test(name)) return owner ? isFilled(owner, test) : false;
  if (!/(^|\.)(range|zip|enumerate|sorted|reversed|list|tuple|product|permutations|combinations|chain|count)$/.test(name))
    return false;
  const given = (node.field("arguments")?.children() ?? []).filter((child) => child.isNamed());
  return given.length > 0 && given.every((one) => one.kind() === "integer" || isFilled(one.field("value") ?? one, test));
}

/** Both sides are the same call of the same function with the same arguments, straight or through a variable. */
function repeatsItself(statement: PythonNode, test: TestFunction): boolean {
  const condition = statement.children()[1];
  if (condition?.kind() !== "comparison_operator") return false;
  const [left, operator, right, ...more] = condition.children();
  if (!left || !right || more.length > 0 || !["==", "is"].includes(operator?.text() ?? "")) return false;
  if (left.text() === right.text()) return false; // written out, it says that it is about determinism
  const [one, other] = [callBehind(left, test), callBehind(right, test)];
  // Two objects of one class that are equal are a test of equality, and so are two hashes or texts.
  return one != null && one === other && /^([\w.]*\.)?(?!repr|str|id|hash|len|iter)[a-z_]\w*\(/.test(one);
}

function callBehind(side: PythonNode, test: TestFunction): string | null {
  if (side.kind() === "call") return side.text();
  if (side.kind() !== "identifier") return null;
  const assigned = nodesOfKind(test.node, "assignment").filter((one) => one.field("left")?.text() === side.text());
  const right = assigned.length === 1 ? assigned[0]?.field("right") : null;
  return right?.kind() === "call" ? right.text() : null;
}

const WORDS: Record<string, { message: string; fix: string }> = {
  "no-assertion": {
    message: "asserts nothing: it passes whatever the code does",
    fix: "Assert what the code under test gives.",
  },
  "own-values": {
    message: "asserts only values that the test wrote itself",
    fix: "Assert what the code under test gives.",
  },
  "mock-echo": {
    message: "asserts only what it told its own mock to return",
    fix: "Assert what the code under test does with the mock.",
  },
  "weak-oracle": { message: "asserts only that there is something", fix: "Assert the value." },
  "conditional-assertion": {
    message: "asserts only where a branch or a loop that may not run leads",
    fix: "Assert in every case, or assert first that the branch is taken.",
  },
  "same-call": {
    message: "takes the expected value from the same call it tests",
    fix: "Write the expected value out.",
  },
};

function finding(rule: string, severity: Found["severity"], node: PythonNode): Found {
  const words = WORDS[rule] ?? { message: rule, fix: "" };
  return { rule, kind: "smell", severity, ...words, node };
}
