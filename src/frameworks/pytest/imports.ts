import type { PythonNode } from "./python-syntax.ts";

/** The names an import statement binds: `np` of `import numpy as np`, `os` of `import os.path`. `[]` for `*`. */
export function importedNames(statement: PythonNode): string[] {
  return importedItems(statement).map(boundName);
}

/** The same import with only these names, on one line. */
export function importWithOnly(statement: PythonNode, names: string[]): string {
  const items = importedItems(statement)
    .filter((item) => names.includes(boundName(item)))
    .map((item) => item.text());
  const module = statement.field("module_name");
  return module ? `from ${module.text()} import ${items.join(", ")}` : `import ${items.join(", ")}`;
}

/** Where each imported name comes from: `np` -> `numpy`, `patch` -> `unittest.mock.patch`. */
export function originsOf(root: PythonNode): Map<string, string> {
  const origins = new Map<string, string>();
  for (const statement of root.findAll({ rule: { any: [{ kind: "import_statement" }, { kind: "import_from_statement" }] } })) {
    const module = statement.field("module_name")?.text();
    for (const item of importedItems(statement)) {
      const name = item.kind() === "aliased_import" ? (item.field("name")?.text() ?? "") : item.text();
      const whole = module === undefined ? name : `${module}.${name}`;
      const isPlainImport = module === undefined && item.kind() !== "aliased_import";
      origins.set(boundName(item), isPlainImport ? (name.split(".")[0] ?? name) : whole);
    }
  }
  return origins;
}

function importedItems(statement: PythonNode): PythonNode[] {
  const module = statement.field("module_name");
  return statement
    .children()
    .filter((child) => (child.kind() === "dotted_name" || child.kind() === "aliased_import") && child.id() !== module?.id());
}

function boundName(item: PythonNode): string {
  const alias = item.kind() === "aliased_import" ? item.field("alias")?.text() : undefined;
  return alias ?? item.text().split(".")[0] ?? item.text();
}
