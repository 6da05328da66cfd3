import { nodesOfKind, type PythonNode } from "./python-syntax.ts";

/**
 * Whether a name surely has a value when a statement of a function runs: it is a parameter, it is `nonlocal` or `global`, or
 * an earlier statement of a block around this one binds it. A binding in another branch does not count.
 */
export function isBoundBefore(statement: PythonNode, name: string): boolean {
  let inside = statement;
  for (const ancestor of statement.ancestors()) {
    if (ancestor.kind() === "block" && ancestor.children().some((child) => comesBefore(child, inside) && binds(child, name)))
      return true;
    if (ancestor.kind() === "for_statement" && targetsOf(ancestor.field("left")).includes(name)) return true;
    if (ancestor.kind() === "function_definition") return parametersOf(ancestor).includes(name);
    inside = ancestor;
  }
  return false;
}

/** The names of a function's parameters, without `*`. */
export function parametersOf(definition: PythonNode): string[] {
  const parameters = definition.field("parameters")?.children() ?? [];
  return parameters.flatMap((parameter) => {
    const name =
      parameter.field("name") ?? (parameter.kind() === "identifier" ? parameter : nodesOfKind(parameter, "identifier")[0]);
    return name ? [name.text()] : [];
  });
}

function comesBefore(one: PythonNode, other: PythonNode): boolean {
  return one.range().end.index <= other.range().start.index;
}

function binds(statement: PythonNode, name: string): boolean {
  if (statement.kind() === "nonlocal_statement" || statement.kind() === "global_statement") {
    return nodesOfKind(statement, "identifier").some((node) => node.text() === name);
  }
  if (statement.kind() === "with_statement")
    return nodesOfKind(statement, "as_pattern_target").some((target) => target.text() === name);
  const assignment = statement.kind() === "expression_statement" ? statement.child(0) : null;
  return (
    assignment?.kind() === "assignment" &&
    assignment.field("right") !== null &&
    targetsOf(assignment.field("left")).includes(name)
  );
}

function targetsOf(left: PythonNode | null): string[] {
  if (left === null) return [];
  return left.kind() === "identifier"
    ? [left.text()]
    : ["pattern_list", "tuple_pattern"].includes(String(left.kind()))
      ? left.children().map((child) => child.text())
      : [];
}
