import type { Nodes } from "mdast";
import type { Example } from "../../domain/criterion.ts";
import { parseMarkdown } from "../../parse-markdown.ts";
import { literalNodes } from "./literals.ts";
import { hasSyntaxError, type PythonNode, parsePython } from "./python-syntax.ts";
import { stringValue } from "./string-values.ts";
import { quote } from "./write/python-strings.ts";

/** A criterion's text in order: code spans and what stands between them. */
type Piece = { kind: "code" | "prose"; text: string };

const GIVES =
  /^\W*(?:(?:must|should|shall|will|can)\s+)?(?:returns?|gives?|is|be|equals?|yields?|becomes?|evaluates\s+to|results?\s+in|produces?|prints?)(?:\s+(?:to|the\s+(?:value|text|string)|exactly))?\W*$/i;
const ARROW = /^\s*(?:→|⇒|->|=>|==?)\s*$/;
const RAISES = /^\W*(?:(?:must|should|shall|will)\s+)?(?:raises?|throws?|fails?\s+with|ends\s+(?:in|with))(?:\s+an?)?\W*(.*)$/is;
const FOR = /^\W*(?:for|when\s+given|from|on)\W*$/i;
const EXCEPTION = /^\s*([A-Z]\w*(?:Error|Exception|Warning|Exceeded|Exit|Interrupt|Iteration))\b(.*)$/s;
const QUOTED = /(?<![\p{L}\p{N}])(?:'([^'\n]+)'|"([^"\n]+)"|“([^”\n]+)”)(?![\p{L}\p{N}])/gu;
/** Numbers of things, not values: `AC-3`, `#12`, dates. */
const IDENTIFIER_LIKE = /^(?:[A-Z]{1,8}-\d+|#\d+|\d{4}-\d{2}-\d{2}(?:T.*)?)$/;

/** A name that stands for a value: not what is called or looked into, not a keyword. */
const BARE_NAME = {
  kind: "identifier",
  not: {
    any: [
      { inside: { kind: "call", field: "function" } },
      { inside: { kind: "attribute" } },
      { inside: { kind: "keyword_argument", field: "name" } },
      { inside: { kind: "module" } },
    ],
  },
};
const BINDS = {
  kind: "identifier",
  any: [
    { inside: { kind: "lambda_parameters" } },
    { inside: { kind: "for_in_clause", field: "left" } },
    { inside: { kind: "pattern_list" } },
  ],
};
/** Built-in functions and types that are passed around as values. */
const BUILTIN_VALUES = new Set(
  "abs all any bool bytes callable dict float frozenset hash id int iter len list max min object print repr reversed round set sorted str sum tuple type".split(
    " ",
  ),
);

/**
 * The examples and literals that a criterion's text names in code spans or quotes. Code is parsed, never guessed at.
 * Examples: `` `f(x) == y` ``, `` `f(x) -> y` ``, `` `f(x)` returns `y` ``, `` `f(x)` raises `ValueError("text")` ``,
 * also the other way round (`` `y` for `f(x)` ``). Literals are source text; step numbers, ids and dates are none.
 */
export function examplesIn(text: string): { examples: Example[]; literals: string[] } {
  const pieces = piecesOf(text);
  const examples = [...pieces.flatMap(exampleInside), ...examplesAcross(pieces)].filter(isConcrete);
  const literals = pieces.flatMap((piece) => (piece.kind === "code" ? literalsOfCode(piece.text) : quotedIn(piece.text)));
  return { examples: unique(examples, (example) => JSON.stringify(example)), literals: unique(literals, (literal) => literal) };
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === "inlineCode" || node.type === "code") pieces.push({ kind: "code", text: node.value.trim() });
    else if (node.type === "text") pieces.push({ kind: "prose", text: node.value });
    else if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(parseMarkdown(text).root);
  return pieces;
}

/** `f(x) == y`, `f(x) is None` and `f(x) -> y` in one code span. */
function exampleInside(piece: Piece): Example[] {
  if (piece.kind !== "code") return [];
  const code = piece.text.replace(/^>>>\s*/, "").replace(/^assert\s+/, "");
  const whole = expression(code);
  if (whole === null) {
    const sides = splitAtArrow(code);
    return sides === null
      ? []
      : [
          sides.raises
            ? { call: sides.call, expected: null, raises: sides.result }
            : { call: sides.call, expected: sides.result, raises: null },
        ];
  }
  const [left, operator, right, ...more] = whole.kind() === "comparison_operator" ? whole.children() : [];
  if (!left || !operator || !right || more.length > 0 || !["==", "is"].includes(operator.text()) || !isCall(left)) return [];
  return [{ call: left.text(), expected: right.text(), raises: null }];
}

/** The two sides of `f(x) -> y` or `f(x) raises E`: the first place where both sides are Python. */
function splitAtArrow(code: string): { call: string; result: string; raises: boolean } | null {
  for (const arrow of code.matchAll(/->|→|=>|⇒|\sraises?\s/g)) {
    const [call, after] = [code.slice(0, arrow.index).trim(), code.slice(arrow.index + arrow[0].length).trim()];
    const result = after.replace(/^raises?\s+/, "");
    if (isCallSource(call) && expression(result) !== null) return { call, result, raises: EXCEPTION.test(result) };
  }
  return null;
}

/** A call in one code span, what it gives or raises in the next one or in the words after it. */
function examplesAcross(pieces: Piece[]): Example[] {
  return pieces.flatMap((piece, index) => {
    if (piece.kind !== "code" || !isCallSource(piece.text)) return [];
    const [before, prose, after] = [pieces.slice(0, index), pieces[index + 1], pieces[index + 2]];
    const example = prose?.kind === "prose" ? exampleAfter(piece.text, prose.text, after) : null;
    return example ?? exampleBefore(piece.text, before) ?? [];
  });
}

function exampleAfter(call: string, prose: string, after: Piece | undefined): Example | null {
  const value = after?.kind === "code" ? after.text : null;
  const raises = RAISES.exec(prose);
  if (raises !== null) {
    const named = EXCEPTION.exec(raises[1] ?? "");
    if (named) return { call, expected: null, raises: named[1] ?? null };
    if (value !== null && /^\W*$/.test(raises[1] ?? "") && EXCEPTION.test(value)) return { call, expected: null, raises: value };
    return null;
  }
  if (value === null || !(GIVES.test(prose) || ARROW.test(prose)) || expression(value) === null) return null;
  return EXCEPTION.test(value) ? null : { call, expected: value, raises: null };
}

function exampleBefore(call: string, before: Piece[]): Example | null {
  const [verb, value, link] = before.slice(-3);
  if (value?.kind !== "code" || link?.kind !== "prose" || !FOR.test(link.text) || verb?.kind !== "prose") return null;
  if (EXCEPTION.test(value.text) && /\b(raises?|throws?)\W*$/i.test(verb.text))
    return { call, expected: null, raises: value.text };
  const gives = /\b(returns?|gives?|yields?)\W*$/i.test(verb.text) && expression(value.text) !== null;
  return gives ? { call, expected: value.text, raises: null } : null;
}

/** The single expression that a text is, `null` when it is anything else. */
function expression(code: string): PythonNode | null {
  const root = parsePython(code);
  const [statement, ...more] = root.children();
  if (statement?.kind() !== "expression_statement" || more.length > 0 || hasSyntaxError(root)) return null;
  const [only, ...others] = statement.children();
  return only && others.length === 0 && only.kind() !== "assignment" ? only : null;
}

/** Whether a machine could evaluate it: `len(text)` speaks of any `text`, so it is no example. */
function isConcrete(example: Example): boolean {
  return [example.call, example.expected ?? ""].every((code) => {
    const root = parsePython(code);
    const bound = new Set(root.findAll({ rule: BINDS }).map((node) => node.text()));
    return root
      .findAll({ rule: BARE_NAME })
      .every((node) => bound.has(node.text()) || /^[A-Z]/.test(node.text()) || BUILTIN_VALUES.has(node.text()));
  });
}

function isCallSource(code: string): boolean {
  const node = expression(code);
  return node !== null && isCall(node);
}

function isCall(node: PythonNode): boolean {
  return node.kind() === "call" || node.find({ rule: { kind: "call" } }) !== null;
}

function literalsOfCode(code: string): string[] {
  if (IDENTIFIER_LIKE.test(code)) return [];
  const root = parsePython(code);
  if (hasSyntaxError(root)) {
    const sides = splitAtArrow(code);
    return sides === null ? [] : [...literalsOfCode(sides.call), ...literalsOfCode(sides.result)];
  }
  return literalNodes(withoutSignature(root)).flatMap((node) => {
    const text = stringValue(node);
    if (text !== null) return text === "" || IDENTIFIER_LIKE.test(text) ? [] : [node.text()];
    const isNegative = node.parent()?.kind() === "unary_operator" && node.parent()?.text().startsWith("-");
    return [isNegative ? (node.parent()?.text() ?? node.text()) : node.text()];
  });
}

/** A lone string is a docstring to Python, here it is a value: it is looked at inside its statement. */
function withoutSignature(root: PythonNode): PythonNode {
  const [statement, ...more] = root.children();
  return statement?.kind() === "expression_statement" && more.length === 0 ? (statement.child(0) ?? root) : root;
}

function quotedIn(prose: string): string[] {
  return [...prose.matchAll(QUOTED)]
    .map((match) => match[1] ?? match[2] ?? match[3] ?? "")
    .filter((text) => text.trim() !== "" && !IDENTIFIER_LIKE.test(text))
    .map(quote);
}

function unique<T>(items: T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
