import { PUNCTUATION } from "./punctuation.ts";
import { splitAtWords } from "./python-literals.ts";
import { type Token, tokenise } from "./python-tokens.ts";
import { numberWords, snake, textWords } from "./words.ts";

/** A name, an attribute, a small literal, a length or a difference, in words. */
export function operandWords(raw: Token[]): string | null {
  const tokens = stripParentheses(raw.filter((token) => token.kind !== "space"));
  const source = compactText(tokens);
  if (source === "None" || source === "True" || source === "False") return source.toLowerCase();
  if (tokens.length === 1 && tokens[0]?.kind === "string") return stringWords(source);
  if (/^-?[\d_.]+$/.test(source)) return source === "0" ? "zero" : numberWords(source);
  const length = /^len\((.+)\)$/.exec(source);
  if (length?.[1] !== undefined) {
    const subject = operandWords(tokenise(length[1]));
    return subject && `${subject}_length`;
  }
  if (/^[\p{L}_][\w.]*$/u.test(source)) return lastName(source);
  if (/^[\p{L}_][\w.]*\(\)$/u.test(source)) return lastName(source.slice(0, -2));
  const shifted = /^(.+?)([-+])(\d+)$/.exec(source);
  if (shifted?.[1] !== undefined) {
    const subject = operandWords(tokenise(shifted[1]));
    return subject && `${subject}_${shifted[2] === "+" ? "plus" : "minus"}_${shifted[3]}`;
  }
  const indexed = /^([\p{L}_][\w.]*)\[(-?\w+)\]$/u.exec(source);
  if (indexed?.[1] !== undefined)
    return /^-?\d+$/.test(indexed[2] ?? "") ? itemWords(indexed[1], Number(indexed[2])) : lastName(indexed[1]);
  return null;
}

function itemWords(of: string, index: number): string | null {
  const place = index === 0 ? "first" : index === -1 ? "last" : null;
  return place && `${place}_of_${lastName(of)}`;
}

function stringWords(source: string): string | null {
  const inside = source.slice(1, -1);
  if (inside === "") return "empty";
  return textWords(inside, 16) ?? PUNCTUATION[inside] ?? null;
}

function lastName(dotted: string): string {
  return snake(
    dotted
      .replace(/^(self|cls)\./, "")
      .split(".")
      .at(-1) ?? dotted,
  );
}

/** The tokens without parentheses that hold all of them. */
export function stripParentheses(tokens: Token[]): Token[] {
  if (tokens[0]?.text !== "(" || tokens.at(-1)?.text !== ")") return tokens;
  const inside = tokens.slice(1, -1);
  let depth = 0;
  for (const token of inside) {
    if (token.kind === "open") depth++;
    if (token.kind === "close" && --depth < 0) return tokens;
  }
  return splitAtWords(inside, [","]).length > 1 ? tokens : inside;
}

/** The tokens as text without blanks, except between two words. */
export function compactText(tokens: Token[]): string {
  return tokens
    .map((token, at) =>
      token.kind === "name" && ["name", "number"].includes(tokens[at - 1]?.kind ?? "") ? ` ${token.text}` : token.text,
    )
    .join("");
}
