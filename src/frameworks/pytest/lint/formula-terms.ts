import { nodesOfKind, type PythonNode } from "../python-syntax.ts";

/** An expression without its spelling: what is done (`op`) to what. A hole stands for whatever it is first matched with. */
export interface Term {
  op: string;
  args: Term[];
  /** What may stand here: a parameter anything, a name of the module or of `self` only what is not computed. */
  hole?: "parameter" | "name";
}

/** What a name stands for where a term is made. */
export type Scope = (name: string) => Term | null;

const STEP = /^(call |cond$|not$|\[\]$|f$|unary |comprehension|[-+*/%<>=!&|^@]|and$|or$|in$|not in$|is$|is not$)/;
const COMMUTING = new Set(["+", "*", "==", "!=", "and", "or"]);
const FLIPPED: Readonly<Record<string, string>> = { ">": "<", ">=": "<=" };
const LEAVES = new Set(["integer", "float", "true", "false", "none", "ellipsis"]);

export function leaf(text: string): Term {
  return { op: `leaf ${text}`, args: [] };
}

/** Operators, calls, conditions and places in a term. */
export function stepsOf(term: Term): number {
  return (STEP.test(term.op) ? 1 : 0) + term.args.reduce((sum, one) => sum + stepsOf(one), 0);
}

/** The term of an expression. Names that the scope does not know stand for themselves. */
export function termOf(node: PythonNode, scope: Scope): Term {
  const kind = String(node.kind());
  const inner = named(node);
  const of = (one: PythonNode | null | undefined) => (one ? termOf(one, scope) : leaf(""));
  if (LEAVES.has(kind)) return leaf(kind === "integer" || kind === "float" ? String(Number(node.text())) : node.text());
  switch (kind) {
    case "identifier":
      return scope(node.text()) ?? leaf(node.text());
    case "parenthesized_expression":
      return of(inner[0]);
    case "attribute":
      return scope(node.text()) ?? { op: `.${node.field("attribute")?.text()}`, args: [of(node.field("object"))] };
    case "binary_operator":
    case "boolean_operator":
      return { op: node.field("operator")?.text() ?? "", args: [of(node.field("left")), of(node.field("right"))] };
    case "comparison_operator": {
      const operators = node.children().filter((one) => !one.isNamed());
      const op = operators.map((one) => one.text()).join(" ");
      const sides = inner.map(of);
      return FLIPPED[op] ? { op: FLIPPED[op], args: sides.toReversed() } : { op, args: sides };
    }
    case "not_operator":
      return { op: "not", args: [of(node.field("argument"))] };
    case "unary_operator":
      return { op: `unary ${node.field("operator")?.text()}`, args: [of(node.field("argument"))] };
    case "conditional_expression":
      return { op: "cond", args: [of(inner[1]), of(inner[0]), of(inner[2])] };
    case "subscript":
      return { op: "[]", args: inner.map(of) };
    case "string":
      return stringTerm(node, scope);
    case "call":
      return callTerm(node, scope);
    case "keyword_argument":
      return { op: `keyword ${node.field("name")?.text()}`, args: [of(node.field("value"))] };
    case "list_comprehension":
    case "generator_expression":
    case "set_comprehension":
    case "dictionary_comprehension":
      return comprehensionTerm(node, scope);
    default:
      return inner.length === 0 ? leaf(node.text()) : { op: kind, args: inner.map(of) };
  }
}

function stringTerm(node: PythonNode, scope: Scope): Term {
  const parts = nodesOfKind(node, "interpolation");
  if (parts.length === 0) return leaf(node.text().replace(/^(\w*)(['"]{3}|['"])(.*)\2$/s, "$1'$3'"));
  const texts = nodesOfKind(node, "string_content").map((one) => leaf(one.text()));
  return { op: "f", args: [...parts.flatMap(named).map((one) => termOf(one, scope)), ...texts] };
}

/** What it is called on, a value or a module, is told from what it is given. */
function callTerm(node: PythonNode, scope: Scope): Term {
  const callee = node.field("function");
  const owner = callee?.kind() === "attribute" ? callee.field("object") : null;
  const name = (callee?.kind() === "attribute" ? callee.field("attribute") : callee)?.text() ?? "";
  const given = node.field("arguments");
  const values = given === null ? [] : given.kind() === "generator_expression" ? [given] : named(given);
  const args = values.map((one) => termOf(one, scope));
  return { op: `call ${name}`, args: owner ? [{ op: "on", args: [termOf(owner, scope)] }, ...args] : args };
}

/** Its own variables are told by their place, not by their names. */
function comprehensionTerm(node: PythonNode, scope: Scope): Term {
  const clauses = named(node).filter((one) => one.kind() === "for_in_clause");
  const own = clauses.flatMap((one) => names(one.field("left")));
  const inside: Scope = (name) => {
    const at = own.indexOf(name);
    return at < 0 ? scope(name) : leaf(`bound ${own.length}.${at}`);
  };
  const kind = node.kind() === "generator_expression" ? "list_comprehension" : String(node.kind());
  const args = named(node).map((one) => {
    if (one.kind() !== "for_in_clause") return termOf(one, inside);
    const over = one.field("right");
    return { op: "for", args: over ? [termOf(over, inside)] : [] };
  });
  return { op: `comprehension ${kind}`, args };
}

/**
 * Whether `found` is the formula: the same operations on the same values, sides of a sum or product in any order. `bound` is what
 * the holes stand for; it is added to, and only right when the answer is yes.
 */
export function isSame(formula: Term, found: Term, bound: Map<string, Term>): boolean {
  if (formula.hole !== undefined) {
    const known = bound.get(formula.op);
    if (known !== undefined) return isSame(known, found, new Map());
    if (formula.hole === "name" && stepsOf(found) > 0 && !found.op.startsWith(".")) return false;
    bound.set(formula.op, found);
    return true;
  }
  if (formula.op !== found.op || formula.args.length !== found.args.length) return false;
  const before = new Map(bound);
  if (inOrder(formula.args, found.args, bound)) return true;
  if (!COMMUTING.has(formula.op) || formula.args.length !== 2) return false;
  restore(bound, before);
  return inOrder(formula.args, found.args.toReversed(), bound);
}

function inOrder(formulas: Term[], found: Term[], bound: Map<string, Term>): boolean {
  return formulas.every((one, at) => isSame(one, found[at] as Term, bound));
}

function restore(bound: Map<string, Term>, before: Map<string, Term>): void {
  bound.clear();
  for (const [name, term] of before) bound.set(name, term);
}

export function named(node: PythonNode): PythonNode[] {
  return node.children().filter((child) => child.isNamed() && child.kind() !== "comment");
}

/** The variables of an assignment's or a loop's target. */
export function names(target: PythonNode | null): string[] {
  if (target === null) return [];
  return target.kind() === "identifier" ? [target.text()] : nodesOfKind(target, "identifier").map((one) => one.text());
}
