import { nodesOfKind, type PythonNode } from "./python-syntax.ts";

/** Parameters without a default that the function or class an argument is given to has, when it is defined in the same file. */
export function requiredBy(argument: PythonNode): string[] {
  const call = argument.ancestors().find((ancestor) => ancestor.kind() === "call");
  const called = call?.field("function")?.text() ?? "";
  const name = /^(?:(?:self|cls)\.)?(\w+)$/.exec(called)?.[1];
  const root = argument.ancestors().at(-1);
  if (name === undefined || !root) return [];
  const target = nodesOfKind(root, "function_definition", "class_definition").find((one) => one.field("name")?.text() === name);
  if (!target) return [];
  if (target.kind() === "function_definition") return withoutDefault(target);
  const body = target.field("body");
  const init = body?.find({ rule: { kind: "function_definition", has: { field: "name", regex: "^__init__$" } } });
  return init ? withoutDefault(init) : fieldsWithoutDefault(body);
}

function withoutDefault(definition: PythonNode): string[] {
  const parameters = definition.field("parameters")?.children() ?? [];
  return parameters.flatMap((parameter) => {
    if (parameter.kind() === "identifier") return [parameter.text()];
    const name = parameter.kind() === "typed_parameter" ? parameter.child(0) : null;
    return name?.kind() === "identifier" ? [name.text()] : [];
  });
}

/** Of a dataclass, a NamedTuple and their like: annotated names without a value. */
function fieldsWithoutDefault(body: PythonNode | null | undefined): string[] {
  return (body?.children() ?? []).flatMap((statement) => {
    const field = statement.child(0);
    const is_required = field?.kind() === "assignment" && field.field("type") !== null && field.field("right") === null;
    return is_required ? [field.field("left")?.text() ?? ""] : [];
  });
}
