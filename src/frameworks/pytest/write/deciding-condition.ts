import type { Observation } from "../../protocol.ts";
import { linesOf, nodesOfKind, type PythonNode, parsePython } from "../python-syntax.ts";

type Because = Observation["because"];

/** A longer condition explains nothing in a name. */
const LONGEST = 60;

/**
 * Fills in why each observation came out as it did, where nobody said so: the innermost `if` around the line at which the
 * observed function was left. `sources`: text of the project's files by path. The ordinary way out has no reason: `null`.
 */
export function explain(observations: Observation[], sources: ReadonlyMap<string, string>): Observation[] {
  const trees = new Map<string, PythonNode>();
  const treeOf = (path: string): PythonNode | null => {
    const source = sources.get(path);
    if (source === undefined) return null;
    const tree = trees.get(path) ?? parsePython(source);
    trees.set(path, tree);
    return tree;
  };
  return observations.map((observation) => {
    const [path = "", qualname = ""] = observation.symbol.split("::");
    const tree = observation.because === null ? treeOf(path) : null;
    if (tree === null) return observation;
    const arcs = observation.arcs.find((file) => file.path === path)?.arcs ?? [];
    return { ...observation, because: decidingCondition(tree, qualname, arcs) };
  });
}

function decidingCondition(tree: PythonNode, qualname: string, arcs: [number, number][]): Because {
  const found = functionOf(tree, qualname);
  if (found === null) return null;
  const { first, last } = linesOf(found);
  const decorated = found.parent()?.kind() === "decorated_definition" ? found.parent() : found;
  const start = linesOf(decorated ?? found).first;
  const exits = arcs
    .filter(([from, to]) => from >= first && from <= last && (to === -first || to === -start))
    .map(([from]) => from);
  const [exit] = exits;
  if (exit === undefined || new Set(exits).size > 1) return null;
  return conditionAround(found, exit);
}

function functionOf(tree: PythonNode, qualname: string): PythonNode | null {
  let scope = tree;
  for (const name of qualname.split(".").filter((part) => part !== "<locals>")) {
    const inner = nodesOfKind(scope, "function_definition", "class_definition").find(
      (node) => node.field("name")?.text() === name,
    );
    if (inner === undefined) return null;
    scope = inner;
  }
  return scope.kind() === "function_definition" ? scope : null;
}

/** The condition of the innermost `if`, `elif` or `else` whose block holds the line, and its value there. */
function conditionAround(found: PythonNode, line: number): Because {
  const clauses = nodesOfKind(found, "if_statement", "elif_clause").flatMap((node) => {
    const condition = node.field("condition");
    const block = node.field("consequence");
    if (condition === null || block === null) return [];
    const otherwise = node.children().filter((child) => child.kind() === "else_clause");
    return [
      { condition, block, value: true },
      ...otherwise.map((clause) => ({ condition: lastCondition(node) ?? condition, block: clause, value: false })),
    ];
  });
  const around = clauses.filter(({ block }) => linesOf(block).first <= line && line <= linesOf(block).last);
  const innermost = around.sort((a, b) => spanOf(a.block) - spanOf(b.block))[0];
  const text = innermost?.condition.text() ?? "";
  if (innermost === undefined || text.length > LONGEST || text.includes("\n")) return null;
  return { condition: text, value: innermost.value };
}

/** An `else` after `elif`s says that the last of them is false. */
function lastCondition(node: PythonNode): PythonNode | null {
  const elifs = node.children().filter((child) => child.kind() === "elif_clause");
  return elifs.at(-1)?.field("condition") ?? null;
}

function spanOf(node: PythonNode): number {
  const { first, last } = linesOf(node);
  return last - first;
}
