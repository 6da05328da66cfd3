import { parametersOf } from "../bound-names.ts";
import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import { named, names, type Scope, type Term, termOf } from "./formula-terms.ts";

/** What a function gives, as one term over its parameters. */
export interface Formula {
  name: string;
  parameters: string[];
  /** Of parameters that need not be given. */
  defaults: Map<string, Term>;
  term: Term;
}

/** Of every function that is a calculation: assignments, and branches that end in a `return`. Others have none. */
export function formulasOf(root: PythonNode): Formula[] {
  return nodesOfKind(root, "function_definition").flatMap((definition) => {
    const all = parametersOf(definition);
    const own = all[0] === "self" || all[0] === "cls" ? all.slice(1) : all;
    const holes = new Set(own);
    const outside: Scope = (name) => {
      if (holes.has(name)) return { op: `hole ${name}`, args: [], hole: "parameter" };
      const isOwn = /^(self|cls)\.\w+$/.test(name) || /^[A-Z_][A-Z0-9_]*$/.test(name);
      return isOwn ? { op: `hole ${name}`, args: [], hole: "name" } : null;
    };
    const body = definition.field("body");
    const term = body ? resultOf(named(body), outside) : null;
    const name = definition.field("name")?.text() ?? "";
    return term === null ? [] : [{ name, parameters: own, defaults: defaultsOf(definition, outside), term }];
  });
}

function defaultsOf(definition: PythonNode, scope: Scope): Map<string, Term> {
  const given = nodesOfKind(definition.field("parameters") ?? definition, "default_parameter", "typed_default_parameter");
  return new Map(
    given.flatMap((one) => {
      const [name, value] = [one.field("name")?.text(), one.field("value")];
      return name !== undefined && value ? [[name, termOf(value, scope)] as const] : [];
    }),
  );
}

/** What these statements return; `null` when they do more than calculate. A branch that raises gives nothing to repeat. */
function resultOf(statements: PythonNode[], scope: Scope): Term | null {
  const [first, ...rest] = statements;
  if (first === undefined) return null;
  const kind = String(first.kind());
  if (kind === "return_statement") {
    const [value] = named(first);
    return value ? termOf(value, scope) : null;
  }
  if (kind === "expression_statement") {
    const [inner] = named(first);
    if (inner?.kind() === "string") return resultOf(rest, scope);
    const bound = inner?.kind() === "assignment" ? assigned(inner, scope) : null;
    return bound === null ? null : resultOf(rest, bound);
  }
  if (kind !== "if_statement") return null;
  const [condition, then] = [first.field("condition"), first.field("consequence")];
  if (!condition || !then) return null;
  if (named(then).at(-1)?.kind() === "raise_statement" && named(first).length === 2) return resultOf(rest, scope);
  const taken = resultOf(named(then), scope);
  const other = resultOf(otherwise(first, rest), scope);
  return taken && other && { op: "cond", args: [termOf(condition, scope), taken, other] };
}

/** The statements after a branch that was not taken: those of its `else`, or what follows. `elif` is left out. */
function otherwise(statement: PythonNode, rest: PythonNode[]): PythonNode[] {
  const clauses = named(statement).slice(2);
  const [only] = clauses;
  if (only === undefined) return rest;
  const body = clauses.length === 1 && only.kind() === "else_clause" ? only.field("body") : null;
  return body ? [...named(body), ...rest] : [];
}

/** The scope after an assignment to one variable, or to several from as many values; `null`: it is another kind. */
export function assigned(assignment: PythonNode, scope: Scope): Scope | null {
  const [left, right] = [assignment.field("left"), assignment.field("right")];
  if (!left || !right) return null;
  const targets = left.kind() === "identifier" ? [left.text()] : /pattern/.test(String(left.kind())) ? names(left) : [];
  const values = left.kind() === "identifier" ? [right] : named(right);
  if (targets.length === 0 || targets.length !== values.length) return null;
  const known = new Map(targets.map((name, at) => [name, termOf(values[at] as PythonNode, scope)]));
  return (name) => known.get(name) ?? scope(name);
}
