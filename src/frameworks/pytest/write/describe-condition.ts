import { compactText, operandWords, stripParentheses } from "./describe-operand.ts";
import { type Token, tokenise } from "./python-tokens.ts";
import { snake } from "./words.ts";

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
  const method = /\.(is\w+|startswith|endswith|has\w+)\(/.exec(compactText(tokens));
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
  const whole = compactText(tokens);
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

function hasWord(tokens: Token[], word: string): boolean {
  return tokens.some((token) => token.text === word);
}
