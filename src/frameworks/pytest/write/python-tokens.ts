/** One piece of Python source text. `space` includes line ends outside strings; every character belongs to one token. */
export interface Token {
  kind: "string" | "number" | "name" | "open" | "close" | "operator" | "comment" | "space";
  text: string;
}

const NAME = /^[\p{L}_][\p{L}\p{N}\p{M}_]*/u;
const NUMBER = /^(?:0[xXoObB][\da-fA-F_]+|(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?[jJ]?)/;
const STRING_START = /^(?:[rRbBuUfFtT]{0,2})("""|'''|"|')/;
const OPERATOR = /^(?:\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|==|!=|<=|>=|\*\*|\/\/|<<|>>|[-+*/%@&|^]=|[\s\S])/u;

/** Splits source text into tokens. Text that is not Python still gives tokens, so callers never need to catch. */
export function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  let rest = source;
  while (rest !== "") {
    const token = nextToken(rest);
    tokens.push(token);
    rest = rest.slice(token.text.length);
  }
  return tokens;
}

function nextToken(rest: string): Token {
  const space = /^(?:\s|\\\n)+/.exec(rest);
  if (space) return { kind: "space", text: space[0] };
  if (rest.startsWith("#")) return { kind: "comment", text: /^[^\n]*/.exec(rest)?.[0] ?? "#" };
  const string = STRING_START.exec(rest);
  if (string?.[1] !== undefined) return { kind: "string", text: readString(rest, string[0].length, string[1]) };
  const name = NAME.exec(rest);
  if (name) return { kind: "name", text: name[0] };
  const number = NUMBER.exec(rest);
  if (number && number[0] !== "") return { kind: "number", text: number[0] };
  if (/^[([{]/.test(rest)) return { kind: "open", text: rest.charAt(0) };
  if (/^[)\]}]/.test(rest)) return { kind: "close", text: rest.charAt(0) };
  return { kind: "operator", text: OPERATOR.exec(rest)?.[0] ?? rest.charAt(0) };
}

/** The string literal at the start of `rest`; an unfinished one runs to the end. */
function readString(rest: string, start: number, quote: string): string {
  for (let at = start; at < rest.length; at++) {
    if (rest[at] === "\\") at++;
    else if (rest.startsWith(quote, at)) return rest.slice(0, at + quote.length);
  }
  return rest;
}

/** The source text that the tokens were. */
export function textOf(tokens: Token[]): string {
  return tokens.map((token) => token.text).join("");
}

/** The text with runs of blanks outside strings made one blank: the same for two ways of spacing. */
export function squeeze(source: string): string {
  return tokenise(source)
    .map((token) => (token.kind === "space" ? " " : token.text))
    .join("")
    .trim();
}

/** Every name in the text that is looked up as a variable: not an attribute and not a keyword argument's name. */
export function namesUsed(source: string): Set<string> {
  const tokens = tokenise(source).filter((token) => token.kind !== "space");
  const used = new Set<string>();
  tokens.forEach((token, at) => {
    if (token.kind === "name" && isVariable(tokens, at)) used.add(token.text);
    if (token.kind === "string" && /^[rR]?[fFtT]/.test(token.text))
      for (const [name] of token.text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu)) used.add(name);
  });
  return used;
}

/** The text with a variable renamed; attributes and keyword argument names of that name stay. */
export function renameVariable(source: string, from: string, to: string): string {
  const tokens = tokenise(source);
  const solid = tokens.filter((token) => token.kind !== "space");
  return tokens
    .map((token) => (token.kind === "name" && token.text === from && isVariable(solid, solid.indexOf(token)) ? to : token.text))
    .join("");
}

function isVariable(solid: Token[], at: number): boolean {
  const [before, after] = [solid[at - 1], solid[at + 1]];
  if (before?.text === ".") return false;
  const is_keyword_argument = after?.text === "=" && (before?.text === "(" || before?.text === ",");
  return !is_keyword_argument;
}
