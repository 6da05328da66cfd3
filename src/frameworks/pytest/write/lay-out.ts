import { cutString } from "./cut-string.ts";
import { splitAtCommas, splitAtWords } from "./python-literals.ts";
import { type Token, textOf, tokenise } from "./python-tokens.ts";
import { tidy } from "./tidy.ts";

/** Longest line we write: what black, ruff and most projects' linters accept or are set to. */
export const WIDTH = 99;

/**
 * One logical line of Python as black would lay it out: on one line when it fits, else broken inside its last bracket,
 * one item per line. Long strings become built (`"a" * 101`) or adjacent literals. Statements that already span lines
 * (a `def` in a set-up) keep their shape. Gives physical lines, indented.
 */
export function layOut(statement: string, indent: number): string[] {
  const text = tidy(statement);
  if (spansLines(text)) return layOutBlock(text, indent);
  return breakLine(text, indent);
}

function fits(text: string, indent: number): boolean {
  return indent + text.length <= WIDTH;
}

function pad(indent: number, text: string): string {
  return " ".repeat(indent) + text;
}

function spansLines(text: string): boolean {
  return tokenise(text).some((token) => token.kind === "space" && token.text.includes("\n"));
}

/** A statement of several lines (a `def` with its body): each of its own lines is laid out, line ends inside strings stay. */
function layOutBlock(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = "";
  let depth = 0;
  const close = () => {
    const own = line.length - line.trimStart().length;
    if (line.trim() === "") lines.push("");
    else lines.push(...(spansLines(line.trim()) ? [pad(indent, line)] : breakLine(line.trim(), indent + own)));
  };
  for (const token of tokenise(text)) {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    const parts = token.kind === "space" && depth === 0 ? token.text.split("\n") : [token.text];
    parts.forEach((part, at) => {
      if (at > 0) {
        close();
        line = "";
      }
      line += part;
    });
  }
  close();
  return lines.flatMap((one) => one.split("\n"));
}

function breakLine(text: string, indent: number): string[] {
  if (fits(text, indent)) return [pad(indent, text)];
  return breakInBracket(text, indent) ?? breakAfterOperator(text, indent) ?? breakEveryBracket(text, indent);
}

interface Bracket {
  /** Text before, with the opening bracket. */
  head: string;
  inside: Token[];
  /** From the closing bracket on. */
  tail: string;
  /** Whether a comma after the last item keeps the meaning. */
  takes_comma: boolean;
}

/** The bracket pairs at the top level of a line, in order; empty ones and bare indices are left out. */
function bracketsOf(text: string): Bracket[] {
  const tokens = tokenise(text);
  const found: Bracket[] = [];
  let depth = 0;
  let start = 0;
  tokens.forEach((token, at) => {
    if (token.kind === "open" && depth++ === 0) start = at;
    if (token.kind !== "close" || --depth > 0) return;
    const inside = tokens.slice(start + 1, at);
    const before = tokens[start - 1];
    const follows_value =
      before?.kind === "name"
        ? !/^(?:in|is|and|or|not|if|else|return|assert)$/.test(before.text)
        : before?.kind === "close" || before?.kind === "string";
    const is_index = tokens[start]?.text === "[" && follows_value;
    if (inside.length === 0 || is_index) return;
    const is_call = tokens[start]?.text === "(" && follows_value;
    const is_plain_parenthesis = tokens[start]?.text === "(" && !is_call && !hasTopComma(inside);
    found.push({
      head: textOf(tokens.slice(0, start + 1)),
      inside,
      tail: textOf(tokens.slice(at)),
      takes_comma: !is_plain_parenthesis && !hasTopWord(inside, "for"),
    });
  });
  return found;
}

/** Breaks the last bracket that leaves a first and a last line that fit. */
function breakInBracket(text: string, indent: number): string[] | null {
  for (const bracket of bracketsOf(text).reverse()) {
    if (!fits(bracket.head, indent) || !fits(bracket.tail, indent)) continue;
    return [pad(indent, bracket.head), ...breakInside(bracket, indent + 4), pad(indent, bracket.tail)];
  }
  return null;
}

function breakInside(bracket: Bracket, indent: number): string[] {
  const whole = textOf(bracket.inside).trim().replace(/,$/, "");
  if (fits(whole, indent)) return [pad(indent, whole)];
  if (!bracket.takes_comma) {
    const clauses = splitAtWords(bracket.inside, ["for", "if"]);
    if (clauses.length > 1) return clauses.flatMap((clause) => breakLine(clause, indent));
    return breakValue(whole, indent, "");
  }
  const items = splitAtCommas(bracket.inside);
  return items.flatMap((item) => breakValue(item, indent, ",", items.length > 1));
}

/** One item of a bracket. A long string among several items gets parentheses, so that no comma seems forgotten. */
function breakValue(item: string, indent: number, after: string, among_others = false): string[] {
  if (fits(item + after, indent)) return [pad(indent, item + after)];
  const named = /^((?:[\p{L}_][\p{L}\p{N}_]*=)|(?:[^"'()[\]{}]+|"[^"\\]*"): )?([\s\S]*)$/u.exec(item);
  const label = named?.[1] ?? "";
  const pieces = cutString(named?.[2] ?? item, WIDTH - indent - (label || among_others ? 4 : 0));
  if (pieces === null) {
    const lines = breakLine(item, indent);
    return [...lines.slice(0, -1), `${lines.at(-1)}${after}`];
  }
  if (label === "" && !among_others)
    return pieces.map((piece, at) => pad(indent, at === pieces.length - 1 ? piece + after : piece));
  return [pad(indent, `${label}(`), ...pieces.map((piece) => pad(indent + 4, piece)), pad(indent, `)${after}`)];
}

/** `assert x == long` or `x = long` with the right side in parentheses of its own. */
function breakAfterOperator(text: string, indent: number): string[] | null {
  const tokens = tokenise(text);
  let depth = 0;
  let at = -1;
  tokens.forEach((token, index) => {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    if (depth === 0 && ["=", "==", "is", "in"].includes(token.text)) at = index;
  });
  if (at < 0) return null;
  const [left, right] = [textOf(tokens.slice(0, at + 1)), textOf(tokens.slice(at + 1)).trim()];
  if (!fits(`${left} (`, indent)) return null;
  const inside = cutString(right, WIDTH - indent - 4)?.map((piece) => pad(indent + 4, piece)) ?? breakSum(right, indent + 4);
  return inside && [pad(indent, `${left} (`), ...inside, pad(indent, ")")];
}

function breakSum(text: string, indent: number): string[] | null {
  const terms = splitAtWords(tokenise(text), ["+"]);
  return terms.length > 1 ? terms.flatMap((term) => breakValue(term, indent, "")) : null;
}

/** The last resort: every top-level bracket is broken, in one pass from left to right. */
function breakEveryBracket(text: string, indent: number): string[] {
  const lines: string[] = [];
  let before = "";
  for (const bracket of bracketsOf(text)) {
    const head = bracket.head.slice(before.length === 0 ? 0 : text.length - before.length);
    lines.push(pad(indent, head), ...breakInside(bracket, indent + 4));
    before = bracket.tail;
  }
  return lines.length === 0 ? [pad(indent, text)] : [...lines, pad(indent, before)];
}

function hasTopComma(tokens: Token[]): boolean {
  return hasTopWord(tokens, ",");
}

function hasTopWord(tokens: Token[], word: string): boolean {
  let depth = 0;
  return tokens.some((token) => {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    return depth === 0 && token.text === word;
  });
}
