import { Helpers } from "./lint/assertions.ts";
import { linesOf, nodesOfKind, type PythonNode, parsePython } from "./python-syntax.ts";
import { decoratorsOf, testFunctionsOf } from "./test-functions.ts";

type Arcs = readonly (readonly [number, number])[];

/** They fail whenever they are reached, so a test that passes asserts by the statement that leads past them. */
const FAILING_CALL = /^(pytest\.|self\.)?fail$/;
/** unittest's own: a class of the file may have one of that name too, and nobody knows here which of them is called. */
const OF_UNITTEST =
  /^self\.assert(True|False|(Not)?(Almost)?Equals?|Is(Not)?(None)?|(Not)?In|(Not)?IsInstance|(Raises|Warns)(Regex)?|(No)?Logs|(Greater|Less)(Equal)?|(Not)?Regex|(Count|MultiLine|Sequence|List|Tuple|Set|Dict)Equal)$/;
const GUARD = /^(if|for|while|try|with|match)_statement$/;
const STATEMENT = /_statement$|^(function|class|decorated)_definition$/;
const LOOP = /^(for|while)_statement$|^(list|set|dictionary)_comprehension$/;
/** Functions that pytest and unittest call by themselves, before the test. */
const SET_UP = /^(setUp|tearDown|setup|teardown)/;

/**
 * How many of the places where a test function asserts ran: its own, and those of the functions of its file that it names,
 * directly or through each other. `lines` and `arcs` are those of the file that a tracer saw while its cases ran: first lines of
 * statements, and steps between them, as coverage.py counts (a line that is reached again from itself is a loop that went round).
 */
export function assertionsRun(source: string, name: string, lines: ReadonlySet<number>, arcs: Arcs): { ran: number; of: number } {
  const root = parsePython(source);
  const test = testFunctionsOf(root).findLast((one) => one.name === name)?.node ?? elsewhere(root, name);
  if (test === undefined) return { ran: 0, of: 0 };
  const helpers = new Helpers(root);
  const places = reachedFrom(test, root).flatMap((node) =>
    [
      ...helpers.assertionsIn(node).filter((one) => one.kind() !== "call" || isOfUnittest(one) || !helpers.isOwn(one)),
      ...nodesOfKind(node, "raise_statement").filter((one) => /\bAssertionError\b/.test(one.text())),
    ].map((one) => ({ one, definition: node })),
  );
  const ran = places.filter(({ one, definition }) => didRun(one, definition, lines, arcs));
  return { ran: ran.length, of: places.length };
}

/** A test of a class that has it from another one of the file, or one that is defined under a condition. */
function elsewhere(root: PythonNode, name: string): PythonNode | undefined {
  const own = name.split("::").at(-1);
  return nodesOfKind(root, "function_definition").findLast((one) => one.field("name")?.text() === own);
}

function isOfUnittest(call: PythonNode): boolean {
  return OF_UNITTEST.test(call.field("function")?.text() ?? "");
}

/** The function and those of its file that it names. Functions inside of functions are in their owner already. */
function reachedFrom(test: PythonNode, root: PythonNode): PythonNode[] {
  const known = new Map<string, PythonNode[]>();
  for (const node of nodesOfKind(root, "function_definition").filter(isHelper)) {
    const own = node.field("name")?.text() ?? "";
    known.set(own, [...(known.get(own) ?? []), node]);
  }
  const reached = [test];
  for (const node of reached) {
    for (const word of new Set(nodesOfKind(node, "identifier").map((one) => one.text()))) {
      reached.push(...(known.get(word) ?? []));
      known.delete(word);
    }
  }
  return reached;
}

function isHelper(node: PythonNode): boolean {
  const name = node.field("name")?.text() ?? "";
  const parent = node.parent();
  const owner = node.ancestors().find((one) => /^(class|function)_definition$/.test(String(one.kind())));
  if (owner?.kind() === "function_definition") return false;
  if (parent?.kind() === "decorated_definition" && decoratorsOf(parent).some((one) => /^(pytest\.)?fixture\b/.test(one)))
    return false;
  return !SET_UP.test(name) && !name.startsWith("test");
}

function didRun(place: PythonNode, definition: PythonNode, lines: ReadonlySet<number>, arcs: Arcs): boolean {
  const around = place.ancestors();
  const within = around.slice(
    0,
    around.findIndex((one) => one.id() === definition.id()),
  );
  const at = isFailing(place) ? within.find((one) => GUARD.test(String(one.kind()))) : undefined;
  const statement = at ?? [place, ...within].find((one) => STATEMENT.test(String(one.kind()))) ?? place;
  const line = linesOf(statement).first;
  if (!lines.has(line)) return false;
  const above = at === undefined ? within : within.slice(within.indexOf(at) + 1);
  const shared = above.filter((one) => linesOf(one).first === line && linesOf(one).last === line);
  if (shared.some((one) => one.kind() === "lambda") && !arcs.some(([from]) => from === -line)) return false;
  return !shared.some((one) => LOOP.test(String(one.kind()))) || arcs.some(([from, to]) => from === line && to === line);
}

function isFailing(place: PythonNode): boolean {
  return place.kind() === "raise_statement" || FAILING_CALL.test(place.field("function")?.text() ?? "");
}
