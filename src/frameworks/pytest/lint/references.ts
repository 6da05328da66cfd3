import { originsOf } from "../imports.ts";
import { nodesOfKind, type PythonNode } from "../python-syntax.ts";
import { stringValue } from "../string-values.ts";

/** A name as it is used: `sleep(1)` after `from time import sleep` is a reference to `time.sleep`. */
export interface Reference {
  /** With where it is imported from; a name that is not imported stands for itself. */
  name: string;
  node: PythonNode;
  /** The call, when it is what is called. */
  call: PythonNode | null;
}

const DOTTED = /^[\p{L}_][\p{L}\p{N}_]*(\s*\.\s*[\p{L}_][\p{L}\p{N}_]*)*$/u;

/** Every name a file uses outside of its imports, in file order, through import aliases, `x = module.name` and `getattr`. */
export function referencesOf(root: PythonNode): Reference[] {
  const origins = withAliases(root, originsOf(root));
  const plain = nodesOfKind(root, "identifier", "attribute").flatMap((node): Reference[] => {
    const parent = node.parent();
    if (parent === null || isPartOfName(node, parent) || !DOTTED.test(node.text())) return [];
    const call = parent.kind() === "call" && parent.field("function")?.id() === node.id() ? parent : null;
    return [{ name: originOf(node.text(), origins), node, call }];
  });
  return [...plain, ...byGetattr(root, origins), ...importedNames(root)];
}

/** Where a dotted name comes from. */
export function originOf(dotted: string, origins: ReadonlyMap<string, string>): string {
  const [head = "", ...rest] = dotted.replaceAll(/\s/g, "").split(".");
  return [origins.get(head) ?? head, ...rest].join(".");
}

/** `s = os.system` makes `s` another name of it. Names that stand for two things are left alone. */
function withAliases(root: PythonNode, imported: ReadonlyMap<string, string>): Map<string, string> {
  const origins = new Map(imported);
  for (const assignment of nodesOfKind(root, "assignment")) {
    const [left, right] = [assignment.field("left"), assignment.field("right")];
    if (left?.kind() !== "identifier" || !right || !["attribute", "identifier"].includes(String(right.kind()))) continue;
    const head = right.text().split(".")[0] ?? "";
    if (imported.has(head) && !origins.has(left.text())) origins.set(left.text(), originOf(right.text(), origins));
  }
  return origins;
}

function isPartOfName(node: PythonNode, parent: PythonNode): boolean {
  if (parent.kind() === "attribute") return true;
  if (parent.kind() === "keyword_argument") return parent.field("name")?.id() === node.id();
  // An annotation runs nothing.
  if (parent.kind() === "type" || parent.kind() === "generic_type") return true;
  return ["dotted_name", "aliased_import", "parameters", "import_from_statement", "import_statement"].includes(
    String(parent.kind()),
  );
}

/** `getattr(os, "system")` and `importlib.import_module("os")` name something too. */
function byGetattr(root: PythonNode, origins: ReadonlyMap<string, string>): Reference[] {
  return nodesOfKind(root, "call").flatMap((call): Reference[] => {
    const name = originOf(call.field("function")?.text() ?? "", origins);
    const values = (call.field("arguments")?.children() ?? []).filter((one) => !["(", ")", ","].includes(String(one.kind())));
    const [first, second] = values;
    if (name === "getattr" && first && second && DOTTED.test(first.text())) {
      const text = stringValue(second);
      return text === null ? [] : [{ name: `${originOf(first.text(), origins)}.${text}`, node: call, call: null }];
    }
    const module = name === "importlib.import_module" && first ? stringValue(first) : null;
    const parent = call.parent();
    const member = parent?.kind() === "attribute" ? `.${parent.field("attribute")?.text()}` : "";
    return module === null ? [] : [{ name: `${module}${member}`, node: call, call: null }];
  });
}

/** `from os import system` names it as well. A bare `import os` names nothing yet. */
function importedNames(root: PythonNode): Reference[] {
  return nodesOfKind(root, "import_from_statement").flatMap((node) =>
    [...originsOf(node).values()].map((name) => ({ name, node, call: null })),
  );
}
