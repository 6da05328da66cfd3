import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import type { Found } from "./rule-findings.ts";

const SET_CALL = /^(set|frozenset)$|\.(union|intersection|difference|symmetric_difference)$/;
const FOLDER_CALL = /^(os\.)?(listdir|scandir|walk)$|^(glob\.)?i?glob$|\.(iterdir|rglob|glob)$/;
/** They take the elements in the order they come. */
const ORDERED_CALL = /^(list|tuple|str|repr|next|iter|enumerate|zip|map|filter|reversed|format)$|\.join$|^(json\.)?dumps$/;
/** They do not care for order. */
const ORDERLESS_CALL =
  /^(sorted|set|frozenset|len|any|all|(collections\.)?Counter|sum|min|max)$|\.(assertCountEqual|issubset|issuperset)$/;
const LEFT_OUT = ["assert", "(", ")", ",", "comment"];

/** `set`: the elements have no order. `ordered`: an order was made of them by accident; `picked`: one was chosen by its place. */
interface Elements {
  origin: "set" | "folder";
  ordered: boolean;
  picked: boolean;
  /** Small numbers only: they hash to themselves, so their order is the same in every process of one Python. */
  numbers: boolean;
}

/** Where a test uses the order of a set or of a folder's files: it is another one in the next process, or on the next machine. */
export function unordered(test: TestFunction): Found[] {
  const known = variablesOf(test);
  const asserts = nodesOfKind(test.node, "assert_statement").flatMap((statement) => inAssertion(statement, known));
  const unpacked = nodesOfKind(test.node, "assignment").flatMap((assignment) => {
    const [left, right] = [assignment.field("left"), assignment.field("right")];
    const elements = right ? elementsOf(right, known) : null;
    const targets = left && /pattern/.test(String(left.kind())) ? left.children().filter((child) => child.isNamed()).length : 0;
    return elements !== null && targets > 1 ? [finding(elements, assignment)] : [];
  });
  return [...asserts, ...unpacked];
}

/** What an expression holds, when it comes from a set or a listing. */
function elementsOf(node: PythonNode, known: ReadonlyMap<string, Elements>): Elements | null {
  switch (String(node.kind())) {
    case "identifier":
      return known.get(node.text()) ?? null;
    case "set":
      return hasOneElement(node) ? null : plainSet(/^[\s{},\d-]*$/.test(node.text()));
    case "set_comprehension":
      return plainSet(false);
    case "parenthesized_expression":
      return firstOf(node, known);
    case "binary_operator": {
      const sides = [node.field("left"), node.field("right")].map((side) => (side ? elementsOf(side, known) : null));
      return /^[|&^-]$/.test(node.field("operator")?.text() ?? "") &&
        sides.some((side) => side?.origin === "set" && !side.ordered)
        ? plainSet(false)
        : null;
    }
    case "subscript": {
      const held = node.field("value") ? elementsOf(node.field("value") as PythonNode, known) : null;
      return held?.ordered ? { ...held, picked: true } : null;
    }
    case "list_comprehension": {
      const over = node.find({ rule: { kind: "for_in_clause" } })?.field("right");
      const held = over ? elementsOf(over, known) : null;
      return held && { ...held, ordered: true };
    }
    case "string": {
      const held = nodesOfKind(node, "interpolation").map((part) => firstOf(part, known));
      const found = held.find((one) => one !== null);
      return found ? { ...found, ordered: true } : null;
    }
    case "call":
      return ofCall(node, known);
    default:
      return null;
  }
}

function ofCall(call: PythonNode, known: ReadonlyMap<string, Elements>): Elements | null {
  const name = call.field("function")?.text() ?? "";
  if (ORDERLESS_CALL.test(name) && !/^(set|frozenset)$/.test(name)) return null;
  const given = (call.field("arguments")?.children() ?? []).filter((child) => child.isNamed());
  if (SET_CALL.test(name)) {
    const only = given.length === 1 && given[0] && /^(list|tuple|set)$/.test(String(given[0].kind())) ? given[0] : null;
    return only !== null && hasOneElement(only) ? null : plainSet(only !== null && /^[\s()[\]{},\d-]*$/.test(only.text()));
  }
  if (FOLDER_CALL.test(name)) {
    return { origin: "folder", ordered: true, picked: false, numbers: false };
  }
  if (/\.pop$/.test(name) && given.length === 0) {
    const owner = call.field("function")?.field("object");
    const held = owner ? elementsOf(owner, known) : null;
    return held?.origin === "set" ? { ...held, ordered: true, picked: true } : null;
  }
  if (!ORDERED_CALL.test(name)) return null;
  const held = given.map((one) => elementsOf(one.field("value") ?? one, known)).find((one) => one !== null);
  return held ? { ...held, ordered: true, picked: held.picked || name === "next" } : null;
}

/** Variables that hold such elements and are not sorted in place. */
function variablesOf(test: TestFunction): Map<string, Elements> {
  const known = new Map<string, Elements>();
  const assignments = nodesOfKind(test.node, "assignment");
  const names = assignments.map((one) => one.field("left")?.text() ?? "");
  for (const assignment of assignments) {
    const [left, right] = [assignment.field("left"), assignment.field("right")];
    if (left?.kind() !== "identifier" || !right || names.filter((name) => name === left.text()).length > 1) continue;
    const elements = elementsOf(right, known);
    if (elements !== null && !test.node.text().includes(`${left.text()}.sort(`)) known.set(left.text(), elements);
  }
  return known;
}

/** The outermost expressions of an assertion that hold an accidental order. */
function inAssertion(statement: PythonNode, known: ReadonlyMap<string, Elements>): Found[] {
  const found: Found[] = [];
  const visit = (node: PythonNode, foreign: boolean): void => {
    const elements = elementsOf(node, known);
    if (elements?.ordered && (elements.picked || !foreign)) {
      found.push(finding(elements, node));
      return;
    }
    const kind = String(node.kind());
    const name = kind === "call" ? (node.field("function")?.text() ?? "") : "";
    if (kind === "call" && ORDERLESS_CALL.test(name)) return;
    const children = node.children().filter((child) => !LEFT_OUT.includes(String(child.kind())));
    const compared = kind === "comparison_operator" ? comparable(children) : children;
    for (const child of compared) visit(child, foreign || (kind === "call" && !ORDERED_CALL.test(name)));
  };
  const [condition] = statement.children().filter((child) => child.isNamed());
  if (condition) visit(condition, false);
  return found;
}

/** The sides of a comparison that order matters to: not the right side of `in`, and none against at most one element. */
function comparable(children: PythonNode[]): PythonNode[] {
  const sides = children.filter((child) => child.isNamed());
  const operators = children.filter((child) => !child.isNamed()).map((child) => child.text());
  if (operators.some((operator) => /^(in|not in|not|is|is not)$/.test(operator))) return sides.slice(0, 1);
  return sides.some((side) => /^(list|tuple)$/.test(String(side.kind())) && namedChildren(side) <= 1) ? [] : sides;
}

function firstOf(node: PythonNode, known: ReadonlyMap<string, Elements>): Elements | null {
  const [inner] = node.children().filter((child) => child.isNamed());
  return inner ? elementsOf(inner, known) : null;
}

function hasOneElement(node: PythonNode): boolean {
  return namedChildren(node) <= 1 && !/^[{[(]\s*\*/.test(node.text());
}

function namedChildren(node: PythonNode): number {
  return node.children().filter((child) => child.isNamed()).length;
}

function plainSet(numbers: boolean): Elements {
  return { origin: "set", ordered: false, picked: false, numbers };
}

function finding({ origin, numbers }: Elements, node: PythonNode): Found {
  return origin === "set"
    ? {
        rule: "set-order",
        kind: "flake",
        severity: numbers ? "medium" : "high",
        message: "depends on the order of a set",
        fix: "Compare sets, or sort first.",
        node,
      }
    : {
        rule: "folder-order",
        kind: "flake",
        severity: "medium",
        message: "depends on the order in which a file system lists files",
        fix: "Sort the list first.",
        node,
      };
}
