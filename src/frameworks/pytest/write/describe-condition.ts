import { PUNCTUATION } from "./punctuation.ts";
import { splitAtWords } from "./python-literals.ts";
import { type Token, tokenise } from "./python-tokens.ts";
import { numberWords, snake, textWords } from "./words.ts";

/** A condition in words for a test's name, and whether it speaks only of what a caller can see. */
export interface DescribedCondition {
  words: string;
  outward: boolean;
}

const OPPOSITES: Record<string, string> = {
  "==": "!=",
  "!=": "==",
  "<": ">=",
  ">=": "<",
  ">": "<=",
  "<=": ">",
  is: "is not",
  "is not": "is",
  in: "not in",
  "not in": "in",
};
const COMPARISON_WORDS: Record<string, string> = {
  "==": "is",
  "!=": "is_not",
  "<": "is_below",
  ">=": "is_at_least",
  ">": "is_above",
  "<=": "is_at_most",
  is: "is",
  "is not": "is_not",
  in: "is_in",
  "not in": "is_not_in",
};
const MOST_WORDS = 8;

/**
 * `len(text) <= max_len` true -> `text_length_is_at_most_max_len`; the same false -> `..._is_above_...`.
 * `visible`: names a caller knows (parameters); `self.x` counts as known. `null`: too much for a name.
 */
export function describeCondition(condition: string, holds: boolean, visible: ReadonlySet<string>): DescribedCondition | null {
  const tokens = tokenise(condition).filter((token) => token.kind !== "space");
  const words = conditionWords(stripParentheses(tokens), holds);
  if (words === null || words.split("_").length > MOST_WORDS + 2) return null;
  return { words, outward: speaksOf(tokens, visible) };
}

function conditionWords(tokens: Token[], holds: boolean): string | null {
  if (hasWord(tokens, "and") || hasWord(tokens, "or") || hasWord(tokens, "if")) return null;
  if (tokens[0]?.text === "not") return conditionWords(stripParentheses(tokens.slice(1)), !holds);
  const comparison = findComparison(tokens);
  if (comparison === null) return truthWords(tokens, holds);
  const { left, operator, right } = comparison;
  if (findComparison(right) !== null) return null;
  const actual = holds ? operator : OPPOSITES[operator];
  const [subject, object] = [operandWords(left), operandWords(right)];
  const verb = COMPARISON_WORDS[actual ?? ""];
  return subject === null || object === null || verb === undefined ? null : `${subject}_${verb}_${object}`;
}

function truthWords(tokens: Token[], holds: boolean): string | null {
  const [first] = tokens;
  if (first?.text === "isinstance" || first?.text === "callable" || first?.text === "hasattr") return kindWords(tokens, holds);
  const last = tokens.at(-1);
  const method = /\.(is\w+|startswith|endswith|has\w+)\(/.exec(text(tokens));
  if (method?.[1] !== undefined) return predicateWords(tokens, method[1], holds);
  const subject = operandWords(tokens);
  if (subject === null || last === undefined) return null;
  return `${subject}_is_${holds ? "truthy" : "falsy"}`;
}

/** `isinstance(x, str)` -> `x_is_str`. */
function kindWords(tokens: Token[], holds: boolean): string | null {
  const inside = tokens.slice(2, -1);
  const comma = inside.findIndex((token) => token.text === ",");
  const subject = operandWords(comma < 0 ? inside : inside.slice(0, comma));
  if (subject === null) return null;
  const be = holds ? "is" : "is_not";
  if (tokens[0]?.text === "callable") return `${subject}_${be}_callable`;
  const object = operandWords(stripParentheses(inside.slice(comma + 1)));
  if (object === null || comma < 0) return null;
  return tokens[0]?.text === "hasattr" ? `${subject}_${holds ? "has" : "has_no"}_${object}` : `${subject}_${be}_${object}`;
}

/** `ch.isspace()` -> `ch_is_space`; `name.startswith("_")` -> `name_starts_with_...`. */
function predicateWords(tokens: Token[], method: string, holds: boolean): string | null {
  const whole = text(tokens);
  const subject = operandWords(tokenise(whole.slice(0, whole.indexOf(`.${method}(`))));
  if (subject === null) return null;
  const argument = whole.slice(whole.indexOf(`.${method}(`) + method.length + 2, -1);
  if (method === "startswith" || method === "endswith") {
    const object = operandWords(tokenise(argument));
    const verb = method === "startswith" ? "starts_with" : "ends_with";
    return object === null ? null : holds ? `${subject}_${verb}_${object}` : `${subject}_not_${verb}_${object}`;
  }
  const quality = snake(method).replace(/^(is|has)_?/, "");
  return `${subject}_${holds ? "is" : "is_not"}_${quality}`;
}

/** A name, an attribute, a small literal, a length or a difference, in words. */
function operandWords(raw: Token[]): string | null {
  const tokens = stripParentheses(raw.filter((token) => token.kind !== "space"));
  const source = text(tokens);
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

function findComparison(tokens: Token[]): { left: Token[]; operator: string; right: Token[] } | null {
  let depth = 0;
  for (const [at, token] of tokens.entries()) {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    if (depth > 0) continue;
    const next = tokens[at + 1]?.text;
    const pair = `${token.text} ${next}`;
    const operator = pair === "is not" || pair === "not in" ? pair : token.text;
    if (!(operator in OPPOSITES)) continue;
    return { left: tokens.slice(0, at), operator, right: tokens.slice(at + operator.split(" ").length) };
  }
  return null;
}

function speaksOf(tokens: Token[], visible: ReadonlySet<string>): boolean {
  return tokens.every((token, at) => {
    if (token.kind !== "name" || tokens[at - 1]?.text === ".") return true;
    return visible.has(token.text) || KNOWN.has(token.text) || tokens[at + 1]?.text === "(";
  });
}

const KNOWN = new Set([
  "self",
  "cls",
  "not",
  "is",
  "in",
  "None",
  "True",
  "False",
  "str",
  "int",
  "float",
  "list",
  "dict",
  "tuple",
  "bytes",
  "bool",
]);

function stripParentheses(tokens: Token[]): Token[] {
  if (tokens[0]?.text !== "(" || tokens.at(-1)?.text !== ")") return tokens;
  const inside = tokens.slice(1, -1);
  let depth = 0;
  for (const token of inside) {
    if (token.kind === "open") depth++;
    if (token.kind === "close" && --depth < 0) return tokens;
  }
  return splitAtWords(inside, [","]).length > 1 ? tokens : inside;
}

function hasWord(tokens: Token[], word: string): boolean {
  return tokens.some((token) => token.text === word);
}

function text(tokens: Token[]): string {
  return tokens
    .map((token, at) =>
      token.kind === "name" && ["name", "number"].includes(tokens[at - 1]?.kind ?? "") ? ` ${token.text}` : token.text,
    )
    .join("");
}
