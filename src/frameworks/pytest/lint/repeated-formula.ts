import { nodesOfKind, type PythonNode, parsePython } from "../python-syntax.ts";
import type { TestFunction } from "../test-functions.ts";
import { isSame, leaf, named, names, type Scope, stepsOf, type Term, termOf } from "./formula-terms.ts";
import { assigned, type Formula, formulasOf } from "./function-formulas.ts";

/** Steps of a formula that nobody repeats by chance: of variables, and of written-out values, which are easier to see through. */
const LEAST_STEPS = 2;
const LEAST_STEPS_OF_VALUES = 3;

/**
 * Assertions that a call gives what the body of the called function computes, worked out again in the test from the same
 * arguments: `assert price(n) == n * RATE + FEE`. They hold whatever the formula is. `root` is the test file, for its helpers.
 */
export function repeatedFormulas(root: PythonNode, tests: TestFunction[], sources: string[]): PythonNode[] {
  const formulas = sources.flatMap((source) => formulasOf(parsePython(source)));
  if (formulas.length === 0) return [];
  const tested = new Set(tests.map((test) => test.node.field("name")?.text()));
  const helpers = formulasOf(root).filter((one) => !tested.has(one.name));
  return tests.flatMap((test) => {
    const scope = scopeOf(test);
    return comparisonsIn(test).flatMap(({ node, sides: [one, other] }) => {
      const repeats = isRepeated(one, other, scope, formulas, helpers) || isRepeated(other, one, scope, formulas, helpers);
      return repeats ? [node] : [];
    });
  });
}

/** What variables that a test binds once are made of. */
function scopeOf(test: TestFunction): Scope {
  const assignments = nodesOfKind(test.node, "assignment");
  const written = [
    ...assignments.flatMap((one) => names(one.field("left"))),
    ...nodesOfKind(test.node, "augmented_assignment").flatMap((one) => [
      ...names(one.field("left")),
      ...names(one.field("left")),
    ]),
  ];
  const once = (assignment: PythonNode) =>
    names(assignment.field("left")).every((name) => written.filter((other) => other === name).length === 1);
  return assignments.filter(once).reduce<Scope>(
    (scope, one) => assigned(one, scope) ?? scope,
    () => null,
  );
}

interface Comparison {
  node: PythonNode;
  sides: [PythonNode, PythonNode];
}

/** `assert a == b`, `assertEqual(a, b)`, `isclose(a, b)`; what `approx` holds is compared. */
function comparisonsIn(test: TestFunction): Comparison[] {
  const statements = nodesOfKind(test.node, "assert_statement").flatMap((node): Comparison[] => {
    const [condition] = named(node);
    if (condition?.kind() === "call") return ofCall(node, condition, /(^|\.)isclose$/);
    const [one, other, ...more] = condition?.kind() === "comparison_operator" ? named(condition) : [];
    const isEqual = condition?.children().some((child) => child.text() === "==");
    return one && other && more.length === 0 && isEqual ? [{ node, sides: [held(one), held(other)] }] : [];
  });
  const calls = nodesOfKind(test.node, "call").flatMap((call) => ofCall(call, call, /(^|\.)assert(Almost)?Equals?$/));
  return [...statements, ...calls];
}

function ofCall(node: PythonNode, call: PythonNode, name: RegExp): Comparison[] {
  if (!name.test(call.field("function")?.text() ?? "")) return [];
  const [one, other] = named(call.field("arguments") ?? call);
  return one && other ? [{ node, sides: [held(one), held(other)] }] : [];
}

function held(side: PythonNode): PythonNode {
  const isApprox = side.kind() === "call" && /(^|\.)approx$/.test(side.field("function")?.text() ?? "");
  return isApprox ? (named(side.field("arguments") ?? side)[0] ?? side) : side;
}

function isRepeated(call: PythonNode, expected: PythonNode, scope: Scope, formulas: Formula[], helpers: Formula[]): boolean {
  const asked = termOf(call, scope);
  const given = unfolded(termOf(expected, scope), helpers);
  const least = nodesOfKind(expected, "identifier").some((one) => !isCallee(one)) ? LEAST_STEPS : LEAST_STEPS_OF_VALUES;
  if (stepsOf(given) < least) return false;
  return formulas
    .filter((formula) => asked.op === `call ${formula.name}` && stepsOf(formula.term) >= least)
    .some((formula) => spellings(formula.term).some((term) => isSame(term, given, argumentsOf(asked, formula))));
}

/** A rounded result is compared with a rounded formula, or with `approx` of it. */
function spellings(term: Term): Term[] {
  const inner = term.op === "call round" ? term.args[0] : undefined;
  return inner === undefined || stepsOf(inner) < LEAST_STEPS ? [term] : [term, inner];
}

/** A call of a helper of the test file, as what the helper gives. */
function unfolded(term: Term, helpers: Formula[]): Term {
  const helper = helpers.find((one) => term.op === `call ${one.name}`);
  return helper === undefined ? term : filled(helper.term, argumentsOf(term, helper));
}

function filled(term: Term, bound: Map<string, Term>): Term {
  if (term.hole !== undefined) return bound.get(term.op) ?? leaf(term.op.replace(/^hole /, ""));
  return { ...term, args: term.args.map((one) => filled(one, bound)) };
}

/** What the parameters stand for in a call. */
function argumentsOf(call: Term, { parameters, defaults }: Formula): Map<string, Term> {
  const places = call.args.filter((one) => one.op !== "on" && !one.op.startsWith("keyword "));
  const bound = new Map([...defaults].map(([name, term]) => [`hole ${name}`, term]));
  for (const [at, term] of places.entries()) bound.set(`hole ${parameters[at]}`, term);
  for (const { op, args } of call.args) {
    const [value] = args;
    if (op.startsWith("keyword ") && value) bound.set(`hole ${op.slice("keyword ".length)}`, value);
  }
  return bound;
}

function isCallee(node: PythonNode): boolean {
  const parent = node.parent();
  if (parent?.kind() === "attribute") return parent.field("attribute")?.id() === node.id();
  return parent?.kind() === "call" && parent.field("function")?.id() === node.id();
}
