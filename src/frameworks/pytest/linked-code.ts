import { nodesOfKind, type PythonNode } from "./python-syntax.ts";
import { type TestFunction, undecorated } from "./test-functions.ts";

/**
 * The statements of the file that a test function leans on, directly or through each other: constants, helper functions and
 * fixtures by their names, and what its own class binds.
 */
export function linkedTo(test: TestFunction): PythonNode[] {
  const module = test.whole.ancestors().at(-1);
  const owner = test.owner === null ? null : undecorated(test.owner).field("body");
  const bound = new Map<string, PythonNode[]>();
  for (const statement of [...(module?.children() ?? []), ...(owner?.children() ?? [])]) {
    const name = nameOf(statement);
    if (name !== null && statement.id() !== test.whole.id()) bound.set(name, [...(bound.get(name) ?? []), statement]);
  }
  const linked = new Map<number, PythonNode>();
  const pending = [test.whole];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const { text } of nodesOfKind(node, "identifier").map((one) => ({ text: one.text() }))) {
      for (const statement of bound.get(text) ?? []) {
        if (linked.has(statement.id())) continue;
        linked.set(statement.id(), statement);
        pending.push(statement);
      }
    }
  }
  return [...linked.values()];
}

/** What a statement binds: a constant, a function. A test is nobody's helper. */
function nameOf(statement: PythonNode): string | null {
  const definition = undecorated(statement);
  if (definition.kind() === "function_definition") {
    const name = definition.field("name")?.text() ?? "";
    return name.startsWith("test") ? null : name;
  }
  const assignment = statement.kind() === "expression_statement" ? statement.child(0) : null;
  return assignment?.kind() === "assignment" ? (assignment.field("left")?.text() ?? null) : null;
}
