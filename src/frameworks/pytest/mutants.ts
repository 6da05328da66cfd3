import type { Mutant } from "../../domain/snapshot.ts";
import { type GuardName, guards } from "./mutation-guards.ts";
import { type Edit, type MakerName, makers, replaceNode } from "./mutation-makers.ts";
import {
  byteOffsets,
  hasSyntaxError,
  linesOf,
  offsetsOf,
  type PythonNode,
  type PythonRule,
  parsePython,
} from "./python-syntax.ts";
import rules from "./rules/mutation.json" with { type: "json" };

/** One mutation operator: which nodes it takes, and what it puts in their place (`swap` by the node's text, `fix`, or `make`). */
interface Operator {
  id: string;
  note: string;
  rule: PythonRule;
  /** What a rule can not see: the node is left alone where this says no. */
  guard?: GuardName;
  /** By the node's text, white space made single. */
  swap?: Record<string, string[]>;
  /** Templates: `$NAME` is what the rule captured. */
  fix?: string[];
  make?: MakerName;
  /** Only when every line of the node changed. */
  whole?: boolean;
}

const operators = rules.operators as unknown as Operator[];
const never = rules.never as unknown as { id: string; rule: PythonRule }[];

/**
 * All mutants of these lines (1-based) of a Python file, in file order. Offsets are UTF-8 bytes.
 * A node counts when any of its lines is listed. Every mutant parses and differs from the source; two operators never give the same edit.
 * A source with syntax errors gives none.
 */
export function mutantsOf(path: string, source: string, lines: number[]): Mutant[] {
  const root = parsePython(source);
  if (lines.length === 0 || root.kind() === "ERROR") return [];
  const changed = new Set(lines);
  const left_out = rangesOf(root, never);
  const toBytes = byteOffsets(source);
  const seen = new Set<string>();
  const found: (Edit & { line: number; operator: string })[] = [];
  for (const operator of operators) {
    for (const node of root.findAll({ rule: operator.rule })) {
      const line = changedLineOf(node, changed, operator.whole ?? false);
      if (line === null || isInside(offsetsOf(node), left_out)) continue;
      if (operator.guard && !guards[operator.guard](node)) continue;
      for (const edit of editsOf(node, operator)) {
        const key = `${edit.start}:${edit.end}:${edit.replacement}`;
        if (seen.has(key) || source.slice(edit.start, edit.end) === edit.replacement || !parsesWith(source, node, edit)) continue;
        seen.add(key);
        found.push({ ...edit, line, operator: operator.id });
      }
    }
  }
  found.sort((one, other) => one.start - other.start || one.end - other.end || (one.replacement < other.replacement ? -1 : 1));
  const counts = new Map<string, number>();
  return found.map(({ start, end, replacement, line, operator }) => {
    const stem = `${path}:${line}:${operator}`;
    const count = (counts.get(stem) ?? 0) + 1;
    counts.set(stem, count);
    const original = source.slice(start, end);
    return { id: `${stem}:${count}`, path, line, start: toBytes(start), end: toBytes(end), original, replacement, operator };
  });
}

function rangesOf(root: PythonNode, kinds: { rule: PythonRule }[]): { start: number; end: number }[] {
  return kinds.flatMap(({ rule }) => root.findAll({ rule }).map(offsetsOf));
}

function isInside(node: { start: number; end: number }, ranges: { start: number; end: number }[]): boolean {
  return ranges.some((range) => range.start <= node.start && node.end <= range.end);
}

/** The first changed line of a node, `null` when it has none (or, with `whole`, when a line of it did not change). */
function changedLineOf(node: PythonNode, changed: ReadonlySet<number>, whole: boolean): number | null {
  const { first, last } = linesOf(node);
  const own = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  if (whole && !own.every((line) => changed.has(line))) return null;
  return own.find((line) => changed.has(line)) ?? null;
}

function editsOf(node: PythonNode, operator: Operator): Edit[] {
  if (operator.make) return makers[operator.make](node);
  if (operator.swap) {
    const text = node.text().replace(/\s+/g, " ");
    return (operator.swap[text] ?? []).map((replacement) => replaceNode(node, replacement));
  }
  return (operator.fix ?? []).map((template) => replaceNode(node, filled(template, node)));
}

function filled(template: string, node: PythonNode): string {
  return template.replace(/\$([A-Z]+)/g, (whole, name: string) => node.getMatch(name)?.text() ?? whole);
}

/** Whether the function (or module-level statement) around a node still parses after an edit. */
function parsesWith(source: string, node: PythonNode, edit: Edit): boolean {
  const { start, end } = offsetsOf(fragmentAround(node));
  const text = source.slice(start, edit.start) + edit.replacement + source.slice(edit.end, end);
  const from = edit.start - start;
  return !hasSyntaxError(parsePython(text), { start: from - 1, end: from + edit.replacement.length + 1 });
}

/** The nearest function, else the module-level statement: its text parses on its own. */
function fragmentAround(node: PythonNode): PythonNode {
  let outermost = node;
  for (const ancestor of node.ancestors()) {
    if (ancestor.kind() === "function_definition" && !isSubNode(node, ancestor)) return ancestor;
    if (ancestor.kind() !== "module") outermost = ancestor;
  }
  return outermost;
}

/** Decorators are outside of the definition they decorate, so the edit of one reaches into it. */
function isSubNode(node: PythonNode, definition: PythonNode): boolean {
  return offsetsOf(node).start < offsetsOf(definition).start;
}
