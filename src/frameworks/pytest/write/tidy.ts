import { buildRepeated, useDoubleQuotes } from "./python-strings.ts";
import { textOf, tokenise } from "./python-tokens.ts";

/** The text in our quotes, with repeated strings built and one blank after each comma. */
export function tidy(source: string): string {
  return spaceCommas(buildLongStrings(simplifySums(useDoubleQuotes(source.trim()))));
}

/** `"" + "a" * 7 * 9` as `"a" * 63`: what a search leaves and nobody would write. */
function simplifySums(source: string): string {
  const tokens = tokenise(source);
  for (let at = 0; at < tokens.length; at++) {
    const before = tokens.slice(0, at).findLast((token) => token.kind !== "space");
    const [empty, , plus, , next] = tokens.slice(at, at + 5);
    const starts = before === undefined || before.kind === "open" || /^[,=:]$/.test(before.text);
    if (starts && empty?.text === '""' && plus?.text === "+" && next?.kind === "string") tokens.splice(at, 4);
    const [text, , times, , factor, , again, , last] = tokens.slice(at, at + 9);
    const is_product = text?.kind === "string" && [times, again].every((token) => token?.text === "*");
    if (is_product && factor && [factor, last].every((token) => /^\d{1,6}$/.test(token?.text ?? "")))
      tokens.splice(at + 4, 5, { kind: "number", text: String(Number(factor.text) * Number(last?.text)) });
  }
  return textOf(tokens);
}

function spaceCommas(source: string): string {
  const tokens = tokenise(source);
  return tokens
    .map((token, at) => {
      const next = tokens[at + 1];
      if (token.kind === "space" && !token.text.includes("\n") && next?.text === ",") return "";
      const needs_blank = token.text === "," && next !== undefined && next.kind !== "space" && next.kind !== "close";
      return needs_blank ? ", " : token.text;
    })
    .join("");
}

/** Long strings that repeat themselves, built; parenthesised where an operator or attribute follows. */
function buildLongStrings(source: string): string {
  const tokens = tokenise(source);
  const solid = tokens.filter((token) => token.kind !== "space");
  return tokens
    .map((token) => {
      const built = token.kind === "string" ? buildRepeated(token.text) : null;
      if (built === null) return token.text;
      const at = solid.indexOf(token);
      const [before, after] = [solid[at - 1], solid[at + 1]];
      const adjoins = before?.kind === "string" || after?.kind === "string";
      if (adjoins) return token.text;
      const binds = [before, after].some((next) => next?.kind === "operator" && /^(?:[-+*/%.@]|\/\/|\*\*)$/.test(next.text));
      return binds || after?.text === "[" ? `(${built})` : built;
    })
    .join("");
}
