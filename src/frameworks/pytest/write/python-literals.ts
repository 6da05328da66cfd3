import { readString } from "./python-strings.ts";
import { type Token, tokenise } from "./python-tokens.ts";

/** What a piece of source text plainly is, for naming and layout. `other`: anything that is not a literal. */
export type Literal =
  | { kind: "none" }
  | { kind: "bool"; value: boolean }
  | { kind: "number"; value: number }
  | { kind: "string"; value: string; bytes: boolean }
  | { kind: "list" | "tuple" | "set"; items: string[] }
  | { kind: "dict"; items: string[] }
  | { kind: "other"; source: string };

/** Reads one literal; the items of a collection stay source text. */
export function readLiteral(source: string): Literal {
  const text = source.trim();
  if (text === "None") return { kind: "none" };
  if (text === "True" || text === "False") return { kind: "bool", value: text === "True" };
  if (/^[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?$/.test(text))
    return { kind: "number", value: Number(text.replaceAll("_", "")) };
  if (text === "set()") return { kind: "set", items: [] };
  const tokens = tokenise(text);
  if (tokens.length === 1 && tokens[0]?.kind === "string") {
    const value = readString(text);
    if (value !== null) return { kind: "string", value, bytes: /^[rR]?[bB]/.test(text) };
  }
  const built = readBuiltText(tokens);
  if (built !== null) return { kind: "string", value: built, bytes: /^[rR]?[bB]/.test(text) };
  return readCollection(text, tokens) ?? { kind: "other", source: text };
}

/** A longer text is not worth building to name it. */
const LONGEST_BUILT = 100_000;

/** The text of `"a" * 3 + "b"`: a sum of literals and of their multiples. */
function readBuiltText(tokens: Token[]): string | null {
  let text = "";
  const solid = tokens.filter((token) => token.kind !== "space");
  for (let at = 0; at < solid.length; ) {
    const literal = solid[at]?.kind === "string" ? readString(solid[at]?.text ?? "") : null;
    const times = solid[at + 1]?.text === "*" && solid[at + 2]?.kind === "number" ? Number(solid[at + 2]?.text) : null;
    at += times === null ? 1 : 3;
    if (literal === null || literal.length * (times ?? 1) > LONGEST_BUILT) return null;
    text += literal.repeat(times ?? 1);
    if (at < solid.length && solid[at++]?.text !== "+") return null;
  }
  return solid.length > 1 ? text : null;
}

function readCollection(text: string, tokens: Token[]): Literal | null {
  const bracket = text.charAt(0);
  if (!"([{".includes(bracket) || !closesAtEnd(tokens)) return null;
  const inside = tokens.slice(1, -1);
  if (depthZero(inside).some((token) => token.text === "for")) return null;
  const items = splitAtCommas(inside);
  if (bracket === "[") return { kind: "list", items };
  if (bracket === "(") {
    const is_tuple = items.length === 0 || depthZero(inside).some((token) => token.text === ",");
    return is_tuple ? { kind: "tuple", items } : readLiteral(text.slice(1, -1));
  }
  const is_dict = items.length === 0 || depthZero(inside).some((token) => token.text === ":" || token.text === "**");
  return is_dict ? { kind: "dict", items } : { kind: "set", items };
}

function closesAtEnd(tokens: Token[]): boolean {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    if (depth === 0) return at === tokens.length - 1;
  }
  return false;
}

function depthZero(tokens: Token[]): Token[] {
  let depth = 0;
  return tokens.filter((token) => {
    if (token.kind === "close") depth--;
    const outside = depth === 0;
    if (token.kind === "open") depth++;
    return outside;
  });
}

/** The comma-separated pieces at depth zero, trimmed; a trailing comma adds none. */
export function splitAtCommas(tokens: Token[]): string[] {
  const pieces = [""];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    if (depth === 0 && token.text === ",") pieces.push("");
    else pieces[pieces.length - 1] += token.text;
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}

/** The pieces that begin at one of these words at depth zero: the clauses of a comprehension, the terms of a sum. */
export function splitAtWords(tokens: Token[], words: string[]): string[] {
  const pieces = [""];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    if (depth === 0 && words.includes(token.text)) pieces.push("");
    pieces[pieces.length - 1] += token.text;
  }
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}
