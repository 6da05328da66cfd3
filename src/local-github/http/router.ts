import { type Operation, operations } from "./openapi.ts";

/** Parameters that may hold slashes, in the clear or encoded. */
const GREEDY = new Set(["path", "ref", "basehead", "branch"]);

const routes = operations
  .map((operation) => ({ operation, ...compile(operation.template) }))
  .toSorted((a, b) => b.literals - a.literals);

export interface Routed {
  operation: Operation;
  path: Record<string, string>;
}

/** The operation of a request by its path below the API's root, with its path parameters decoded. `null`: there is none. */
export function route(method: string, pathname: string): Routed | null {
  for (const { operation, pattern, names } of routes) {
    if (operation.method !== method) continue;
    const match = pattern.exec(pathname);
    if (match === null) continue;
    const values = names.map((name, at) => [name, decode(match[at + 1] ?? "")] as const);
    if (values.some(([, value]) => value === null)) return null;
    return { operation, path: Object.fromEntries(values) as Record<string, string> };
  }
  return null;
}

function compile(template: string) {
  const names: string[] = [];
  const source = template.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\/\{(\w+)\}/g, (_, name: string) => {
    names.push(name);
    if (name === "path") return "(?:/(.*?))?"; // the root folder's is empty
    return GREEDY.has(name) ? "/(.+?)" : "/([^/]+)";
  });
  const literals = template.split("/").filter((part) => !part.startsWith("{")).length;
  return { pattern: new RegExp(`^${source}/?$`), names, literals };
}

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
