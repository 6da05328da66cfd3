import { WIDTH } from "./lay-out.ts";
import { isStandardModule } from "./standard-modules.ts";

/** One bound name: `import a.b as c` has no `name`; `from m import n as k` has all three. */
export interface Import {
  module: string;
  name: string | null;
  alias: string | null;
}

/** Reads `import a, b as c` and `from x import (y, z as w)`; what is neither gives nothing. */
export function readImports(line: string): Import[] {
  const text = line.replace(/[()\\\n]/g, " ").trim();
  const from = /^from\s+([.\w\p{L}]+)\s+import\s+(.+)$/u.exec(text);
  const plain = from ? null : /^import\s+(.+)$/.exec(text);
  const names = (from?.[2] ?? plain?.[1] ?? "").split(",");
  return names.flatMap((part) => {
    const [, name, alias = null] = /^\s*([\p{L}_][\w\p{L}.]*)(?:\s+as\s+([\p{L}_][\w\p{L}]*))?\s*$/u.exec(part) ?? [];
    if (name === undefined) return [];
    return [from?.[1] === undefined ? { module: name, name: null, alias } : { module: from[1], name, alias }];
  });
}

/** The name an import makes known. */
export function boundName({ module, name, alias }: Import): string {
  return alias ?? name ?? module.split(".")[0] ?? module;
}

/** Where a bound name comes from: equal for two imports that mean the same. */
export function importTarget({ module, name, alias }: Import): string {
  return name === null && alias === null ? `import ${module.split(".")[0]}` : `${module}:${name ?? ""}`;
}

/**
 * Import lines as isort and ruff sort them: standard library, other packages, the project's own, with a blank line between.
 * `own`: top-level packages of the project.
 */
export function writeImports(imports: Import[], own: ReadonlySet<string>): string[] {
  const sections = new Map<number, Import[]>();
  for (const one of imports) {
    const root = one.module.split(".")[0] ?? one.module;
    const rank = isStandardModule(root) ? 1 : own.has(root) ? 3 : 2;
    sections.set(rank, [...(sections.get(rank) ?? []), one]);
  }
  return [...sections]
    .sort(([a], [b]) => a - b)
    .map(([, section]) => writeSection(section).join("\n"))
    .join("\n\n")
    .split("\n")
    .filter((line, at, lines) => !(line === "" && at === lines.length - 1));
}

function writeSection(section: Import[]): string[] {
  const plain = section
    .filter((one) => one.name === null)
    .map((one) => `import ${one.module}${one.alias ? ` as ${one.alias}` : ""}`);
  const from = new Map<string, { names: Set<string>; renamed: Set<string> }>();
  for (const { module, name, alias } of section) {
    if (name === null) continue;
    const known = from.get(module) ?? { names: new Set(), renamed: new Set() };
    if (alias !== null && alias !== name) known.renamed.add(`from ${module} import ${name} as ${alias}`);
    else known.names.add(name);
    from.set(module, known);
  }
  const lines = [...from].sort(([a], [b]) => compare(a, b));
  return [
    ...[...new Set(plain)].sort(compare),
    ...lines.flatMap(([module, { names, renamed }]) => [...fromLine(module, [...names]), ...[...renamed].sort(compare)]),
  ];
}

function fromLine(module: string, names: string[]): string[] {
  if (names.length === 0) return [];
  const sorted = names.sort((a, b) => rankOf(a) - rankOf(b) || compare(a, b));
  const line = `from ${module} import ${sorted.join(", ")}`;
  return line.length <= WIDTH ? [line] : [`from ${module} import (`, ...sorted.map((name) => `    ${name},`), ")"];
}

/** Constants, classes, functions: ruff's and isort's order by kind of name. */
function rankOf(name: string): number {
  if (/^[A-Z][A-Z\d_]+$/.test(name)) return 0;
  return /^[A-Z]/.test(name) ? 1 : 2;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
