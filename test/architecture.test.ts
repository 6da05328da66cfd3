import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { Lang, parse } from "@ast-grep/napi";
import { describe, expect, test } from "vitest";
import { frameworks } from "../src/frameworks/index.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const files = globSync("src/**/*.ts", { cwd: ROOT }).map((path) => path.replaceAll("\\", "/"));

interface Import {
  from: string;
  /** A file under `src/`, or a package. */
  to: string;
}

/** Every module a file names: imports, re-exports and dynamic imports, resolved when they are files of ours. */
function importsOf(from: string): Import[] {
  const root = parse(Lang.TypeScript, readFileSync(join(ROOT, from), "utf8")).root();
  const statements = ["import_statement", "export_statement"].flatMap((kind) => root.findAll({ rule: { kind } }));
  const dynamic = root.findAll({ rule: { kind: "call_expression", has: { field: "function", kind: "import" } } });
  return [...statements, ...dynamic].flatMap((node) => {
    const source = node.field("source") ?? node.field("arguments")?.find({ rule: { kind: "string" } }) ?? null;
    if (source === null) return [];
    const name = source.text().slice(1, -1);
    const to = name.startsWith(".") ? relative(ROOT, join(ROOT, dirname(from), name)).replaceAll("\\", "/") : name;
    return [{ from, to }];
  });
}
const imports = files.flatMap(importsOf);

/** The imports that break a rule, as lines a person can act on. */
function broken(rule: (one: Import) => boolean): string[] {
  return imports.filter(rule).map(({ from, to }) => `${from} imports ${to}`);
}
function stageOf(path: string): string | null {
  return /^src\/pipeline\/(\d-[a-z]+)\//.exec(path)?.[1] ?? null;
}
function under(path: string, ...folders: string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
const MAINS = ["src/main.ts", "src/app.ts", "src/cli.ts", "src/cli"];
const WORLDLY = ["src/adapters", "src/local-github", ...MAINS];

test("the imports of every file are found", () => {
  expect(imports.length).toBeGreaterThan(files.length);
  const unresolved = imports.filter(({ to }) => to.startsWith("src/") && !existsSync(join(ROOT, to)));
  expect(unresolved.filter(({ to }) => !to.endsWith(".json"))).toEqual([]);
});

describe("stages", () => {
  test("never import each other", () => {
    expect(broken(({ from, to }) => stageOf(from) !== null && stageOf(to) !== null && stageOf(from) !== stageOf(to))).toEqual([]);
  });

  test("are put together in the pipeline folder only; a command and the board may render a report", () => {
    const outside = ({ from, to }: Import) =>
      stageOf(to) !== null && stageOf(from) === null && !/^src\/pipeline\/[^/]+\.ts$/.test(from);
    const renders = ({ from, to }: Import) =>
      under(from, "src/cli", "src/adapters/github", "src/intake", "src/mcp") && under(to, "src/pipeline/6-triage/render");
    expect(broken((one) => outside(one) && !renders(one))).toEqual([]);
  });

  test("know no adapter, no author and no command", () => {
    const worldly = ["src/adapters", "src/authors", "src/local-github", ...MAINS];
    expect(broken(({ from, to }) => under(from, "src/pipeline") && under(to, ...worldly))).toEqual([]);
  });
});

test("only adapters and the mains touch the world", () => {
  const world =
    /^(dockerode|tar-stream|commander|@octokit\/|octokit|probot|@anthropic-ai\/|pg|pg-boss|@electric-sql\/|node:(fs|child_process|net|http|https|http2|dgram|tls|worker_threads|cluster)(\/|$)|(fs|child_process|net|http|https)$)/;
  expect(broken(({ from, to }) => world.test(to) && !under(from, ...WORLDLY))).toEqual([]);
});

test("adapters are put together in the mains only", () => {
  expect(broken(({ from, to }) => under(to, "src/adapters") && !under(from, ...WORLDLY))).toEqual([]);
});

test("triage and rendering are pure: nothing of Node, no ports, no clock", () => {
  const pure = (path: string) => under(path, "src/pipeline/6-triage", "src/domain");
  expect(broken(({ from, to }) => pure(from) && (to.startsWith("node:") || to === "src/ports.ts"))).toEqual([]);
  const impure = files
    .filter(pure)
    .filter((path) =>
      /\b(Date\.now|new Date\(\)|Math\.random|process\.|performance\.)/.test(readFileSync(join(ROOT, path), "utf8")),
    );
  expect(impure).toEqual([]);
});

test("the domain stands alone", () => {
  expect(broken(({ from, to }) => under(from, "src/domain") && !under(to, "src/domain") && to !== "zod")).toEqual([]);
});

test("only the configuration and what starts other programs read the environment", () => {
  const readers = files.filter((path) => /\bprocess\.env\b/.test(readFileSync(join(ROOT, path), "utf8")));
  expect(readers.filter((path) => !under(path, "src/adapters", "src/cli/terminal.ts", "src/config.ts"))).toEqual([]);
});

describe("frameworks", () => {
  test.each(frameworks.map(({ id }) => id))("%s has its four places", (id) => {
    const places = [`src/frameworks/${id}/index.ts`, `docker/${id}/Dockerfile`, `prompts/frameworks/${id}.md`];
    expect(places.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    expect(readdirSync(join(ROOT, "fixtures/repos")).filter((name) => name.startsWith(`${id}-`))).not.toEqual([]);
  });

  test("every framework folder is in the list", () => {
    const folders = readdirSync(join(ROOT, "src/frameworks"), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map((entry) => entry.name).toSorted()).toEqual(frameworks.map(({ id }) => id).toSorted());
  });

  test("no stage asks which framework it is", () => {
    const ids = frameworks.map(({ id }) => id).join("|");
    const asks = new RegExp(`=== ["'\`](${ids})["'\`]|case ["'\`](${ids})["'\`]`);
    expect(files.filter((path) => under(path, "src/pipeline") && asks.test(readFileSync(join(ROOT, path), "utf8")))).toEqual([]);
  });
});
