import { isBoundBefore } from "./bound-names.ts";
import { offsetsOf, type PythonNode } from "./python-syntax.ts";

/** A text edit: UTF-16 offsets into the file. */
export interface Edit {
  start: number;
  end: number;
  replacement: string;
}

/** Edits that a template can not express. Named by `make` in `rules/mutation.json`. */
export const makers = {
  "integer-neighbours": (node) => {
    const value = integerOf(node.text());
    return value === null ? [] : [replaceNode(node, String(value + 1n)), replaceNode(node, String(value - 1n))];
  },
  "float-neighbour": (node) => {
    const value = Number(node.text().replaceAll("_", ""));
    return Number.isFinite(value) ? [replaceNode(node, pythonFloat(value + 1))] : [];
  },
  "other-string": (node) => {
    const part = node.kind() === "concatenated_string" ? node.children().find((child) => child.kind() === "string") : node;
    const quotes = part ? quotesOf(part) : null;
    if (quotes === null) return [];
    const isEmpty = node.text() === quotes.open + quotes.close;
    if (isFormat(node)) return [replaceNode(node, `${quotes.open}XX${node.text().slice(quotes.open.length)}`)];
    return [replaceNode(node, quotes.open + (isEmpty ? "XX" : "") + quotes.close)];
  },
  "smaller-character-set": (node) => {
    const quotes = quotesOf(node);
    const content = node.text().slice(quotes?.open.length ?? 0, -(quotes?.close.length ?? 0));
    if (quotes === null || content.includes("\\") || /[^"']/.test(quotes.open)) return [];
    const characters = [...content];
    if (characters.length < 2 || characters.length > 40) return [];
    return [characters.slice(1), characters.slice(0, -1)].map((left) =>
      replaceNode(node, quotes.open + left.join("") + quotes.close),
    );
  },
  "without-argument": (node) => {
    const { start, end } = offsetsOf(node);
    const [before, after] = [node.prev(), node.next()];
    if (before?.kind() === ",") return [{ start: offsetsOf(before).start, end, replacement: "" }];
    if (after?.kind() === "," && after.next()) return [{ start, end: offsetsOf(after.next() ?? after).start, replacement: "" }];
    return [{ start, end, replacement: "" }];
  },
  "without-element": (node) => {
    const elements = node.children().filter((child) => !["(", ")", ",", "comment"].includes(String(child.kind())));
    if (elements.length < 2) return [];
    return elements.map((left_out) => {
      const kept = elements.filter((element) => element.id() !== left_out.id()).map((element) => element.text());
      return replaceNode(node, kept.length === 1 ? (kept[0] ?? "") : `(${kept.join(", ")})`);
    });
  },
  "first-two-arguments-swapped": (node) => {
    const [first, comma, second] = node.children().filter((child) => child.kind() !== "(" && child.kind() !== "comment");
    if (!first || !second || comma?.kind() !== "," || !isPlainArgument(first) || !isPlainArgument(second)) return [];
    if (first.text() === second.text()) return [];
    const [from, to] = [offsetsOf(first), offsetsOf(second)];
    const between = node.text().slice(from.end - offsetsOf(node).start, to.start - offsetsOf(node).start);
    return [{ start: from.start, end: to.end, replacement: second.text() + between + first.text() }];
  },
  "open-slices": (node) => {
    const parts = node.children();
    const colon = parts.findIndex((part) => part.kind() === ":");
    const bounds = [parts[colon - 1], parts[colon + 1]].filter((part) => part !== undefined && part.kind() !== ":");
    return bounds.filter((part) => part !== undefined).map((part) => replaceNode(part, ""));
  },
  "without-rebinding": (node) => {
    const name = node.child(0)?.field("left")?.text();
    return name !== undefined && isBoundBefore(node, name) ? [replaceNode(node, "pass")] : [];
  },
  "without-decorator": (node) => {
    const next = node.next();
    return next ? [{ start: offsetsOf(node).start, end: offsetsOf(next).start, replacement: "" }] : [];
  },
} satisfies Record<string, (node: PythonNode) => Edit[]>;

export type MakerName = keyof typeof makers;

/** The edit that puts `replacement` in a node's place. */
export function replaceNode(node: PythonNode, replacement: string): Edit {
  return { ...offsetsOf(node), replacement };
}

/** Whether a text is filled in by `%` or `format`: an empty one would only be an error. */
function isFormat(string: PythonNode): boolean {
  const parent = string.parent();
  if (parent?.kind() === "binary_operator")
    return parent.field("operator")?.text() === "%" && parent.field("left")?.id() === string.id();
  return parent?.kind() === "attribute" && /^format(_map)?$/.test(parent.field("attribute")?.text() ?? "");
}

function isPlainArgument(node: PythonNode): boolean {
  return !["keyword_argument", "list_splat", "dictionary_splat", ")", "for_in_clause"].includes(String(node.kind()));
}

/** `r"` and `"` of `r"abc"`. */
function quotesOf(string: PythonNode): { open: string; close: string } | null {
  const children = string.children();
  const [first, last] = [children[0], children[children.length - 1]];
  return first?.kind() === "string_start" && last?.kind() === "string_end" ? { open: first.text(), close: last.text() } : null;
}

function integerOf(text: string): bigint | null {
  try {
    const plain = text.replaceAll("_", "");
    return BigInt(/^0+\d/.test(plain) ? plain.replace(/^0+(?=\d)/, "") : plain);
  } catch {
    return null; // a complex literal
  }
}

function pythonFloat(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e16 ? value.toFixed(1) : String(value);
}
