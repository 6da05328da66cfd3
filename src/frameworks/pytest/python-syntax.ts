import pythonLanguage from "@ast-grep/lang-python";
import { type NapiConfig, parse, registerDynamicLanguage, type SgNode } from "@ast-grep/napi";

registerDynamicLanguage({ python: pythonLanguage });

/** A node of a Python syntax tree. Its offsets are UTF-16 indices: see `byteOffsets`. */
export type PythonNode = SgNode;
/** An ast-grep rule, as the data files hold it. */
export type PythonRule = NapiConfig["rule"];

/** The tree of a Python source. Always gives a tree: `hasSyntaxError` says whether the text was Python. */
export function parsePython(source: string): PythonNode {
  return parse("python", source).root();
}

/**
 * Whether the parser had to skip or invent text: an `ERROR` node, or a token or block of no width.
 * With `around`, only nodes that touch that range (UTF-16) are looked at for invented text, which is enough after one edit.
 */
export function hasSyntaxError(root: PythonNode, around?: { start: number; end: number }): boolean {
  if (root.kind() === "ERROR" || root.find({ rule: { kind: "ERROR" } }) !== null) return true;
  return hasInventedText(root, around);
}

function hasInventedText(node: PythonNode, around?: { start: number; end: number }): boolean {
  for (const child of node.children()) {
    const { start, end } = offsetsOf(child);
    if (around !== undefined && (end < around.start || start > around.end)) continue;
    if (start === end || hasInventedText(child, around)) return true;
  }
  return false;
}

/** UTF-16 start and end of a node. */
export function offsetsOf(node: PythonNode): { start: number; end: number } {
  const range = node.range();
  return { start: range.start.index, end: range.end.index };
}

/** First and last line of a node, 1-based. */
export function linesOf(node: PythonNode): { first: number; last: number } {
  const range = node.range();
  return { first: range.start.line + 1, last: range.end.line + 1 };
}

/** Gives the UTF-8 byte offset of a UTF-16 index of `source`; the protocol counts in bytes, the parser in UTF-16 units. */
export function byteOffsets(source: string): (index: number) => number {
  const isAscii = Buffer.byteLength(source) === source.length;
  if (isAscii) return (index) => index;
  const table = new Uint32Array(source.length + 1);
  let bytes = 0;
  for (let index = 0; index < source.length; ) {
    const codePoint = source.codePointAt(index) ?? 0;
    const units = codePoint > 0xffff ? 2 : 1;
    table.fill(bytes, index, index + units);
    bytes += codePoint > 0xffff ? 4 : codePoint > 0x7ff ? 3 : codePoint > 0x7f ? 2 : 1;
    index += units;
  }
  table[source.length] = bytes;
  return (index) => table[index] ?? bytes;
}

/** Calls `visit` for every node, parents first. A visit that gives `false` leaves out the node's children. */
export function walk(node: PythonNode, visit: (node: PythonNode) => boolean | undefined): void {
  if (visit(node) === false) return;
  for (const child of node.children()) walk(child, visit);
}

/** All nodes of these kinds below a node. */
export function nodesOfKind(node: PythonNode, ...kinds: string[]): PythonNode[] {
  return kinds.length === 1
    ? node.findAll({ rule: { kind: kinds[0] ?? "" } })
    : node.findAll({ rule: { any: kinds.map((kind) => ({ kind })) } });
}

/** The same node wherever it was found: napi gives a new object each time. */
export function isSameNode(one: PythonNode, other: PythonNode): boolean {
  return one.id() === other.id();
}
