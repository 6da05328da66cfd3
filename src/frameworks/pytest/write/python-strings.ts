import { tokenise } from "./python-tokens.ts";

const PLAIN_STRING = /^([rRbBuU]{0,2})(["'])((?:\\[\s\S]|(?!\2)[^\\])*)\2$/;

/** Source text with `'...'` as `"..."` where that needs no more escapes, as black writes it. */
export function useDoubleQuotes(source: string): string {
  return tokenise(source)
    .map((token) => (token.kind === "string" ? doubleQuoted(token.text) : token.text))
    .join("");
}

function doubleQuoted(literal: string): string {
  const match = PLAIN_STRING.exec(literal);
  if (match?.[2] !== "'" || literal.startsWith("'''")) return literal;
  const [, prefix = "", , body = ""] = match;
  if (body.includes('"')) return literal;
  if (/r/i.test(prefix)) return body.includes("'") ? literal : `${prefix}"${body}"`;
  return `${prefix}"${body.replaceAll("\\'", "'")}"`;
}

const SIMPLE_ESCAPES: Record<string, string> = {
  n: "\n",
  t: "\t",
  r: "\r",
  "\\": "\\",
  "'": "'",
  '"': '"',
  "0": "\0",
  a: "\x07",
  b: "\b",
  f: "\f",
  v: "\v",
  "\n": "",
};

/** What a plain string or bytes literal holds, or `null` when the text is not one (f-strings are not plain). */
export function readString(literal: string): string | null {
  const triple = /^([rRbBuU]{0,2})("""|''')([\s\S]*)\2$/.exec(literal);
  const match = triple ?? PLAIN_STRING.exec(literal);
  if (match === null) return null;
  const [, prefix = "", , body = ""] = match;
  if (/r/i.test(prefix)) return body;
  return body.replace(/\\(u[\da-fA-F]{4}|U[\da-fA-F]{8}|x[\da-fA-F]{2}|[0-7]{1,3}|[\s\S])/g, (whole, code: string) => {
    if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
    return SIMPLE_ESCAPES[code] ?? (/^[0-7]/.test(code) ? String.fromCodePoint(Number.parseInt(code, 8)) : whole);
  });
}

/** A Python string literal of the text: double quotes unless that costs escapes; printable Unicode stays as it is. */
export function quote(text: string): string {
  const mark = text.includes('"') && !text.includes("'") ? "'" : '"';
  let body = "";
  for (const character of text) body += escapeCharacter(character, mark);
  return mark + body + mark;
}

function escapeCharacter(character: string, mark: string): string {
  if (character === mark || character === "\\") return `\\${character}`;
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  if (character === "\r") return "\\r";
  // Control, format, surrogate, private and separator characters are invisible in a review.
  if (character !== " " && /[\p{C}\p{Z}]/u.test(character)) return escapeCode(character.codePointAt(0) ?? 0);
  return character;
}

function escapeCode(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, "0")}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, "0")}`;
  return `\\U${code.toString(16).padStart(8, "0")}`;
}

const REPEATED = /(.{1,8}?)\1{9,}/su;
const LONG = 40;

/**
 * A long literal that mostly repeats itself, as an expression: `"[" * 100 + "]" * 100`. `null` when it would not be shorter
 * and plainer. The caller sees to precedence.
 */
export function buildRepeated(literal: string): string | null {
  const [, prefix = ""] = PLAIN_STRING.exec(literal) ?? [];
  const text = readString(literal);
  if (text === null || text.length < LONG || /[bBrRuU]/.test(prefix)) return null;
  const parts: string[] = [];
  let rest = text;
  for (let match = REPEATED.exec(rest); match !== null; match = REPEATED.exec(rest)) {
    const [run, unit = ""] = match;
    if (match.index > 0) parts.push(quote(rest.slice(0, match.index)));
    parts.push(`${quote(unit)} * ${run.length / unit.length}`);
    rest = rest.slice(match.index + run.length);
  }
  if (rest !== "") parts.push(quote(rest));
  const built = parts.join(" + ");
  return parts.some((part) => part.includes(" * ")) && built.length <= literal.length * 0.7 ? built : null;
}
