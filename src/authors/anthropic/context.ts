import type { ChangedSymbol, Signature, Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { SourceTree } from "../../ports.ts";
import type { Boundary } from "./boundary/open-boundary.ts";
import { symbolLine } from "./describe.ts";
import { fence, oneLine } from "./fence.ts";
import { type Prompts, renderPrompt } from "./prompts.ts";

const EXAMPLE_LINES = 60;
const EXAMPLE_BYTES = 4 * 1024;
const SIGNATURES_BYTES = 48 * 1024;
const MOST_FIXTURES = 40;

/**
 * What every question of a run begins with: the project and how its tests read, the criteria, what the change touches as seen
 * from outside. No code of the change, so that expectations can be written from it; no time, id, sha or version of this
 * machine, so that it is the same bytes whenever and wherever the same change is tested.
 */
export async function contextOf(snapshot: Snapshot, tree: SourceTree, boundary: Boundary, prompts: Prompts): Promise<string> {
  const { project } = snapshot;
  const framework = frameworkById(snapshot.framework);
  const fixtures = project.fixtures.slice(0, MOST_FIXTURES).map(({ name, path }) => `${oneLine(name)} (${oneLine(path)})`);
  const { task } = renderPrompt(prompts, "context.md", {
    language: framework.language,
    framework: framework.id,
    source_roots: project.source_roots.map(oneLine).join(", "),
    test_dirs: project.test_dirs.map(oneLine).join(", ") || "tests (there are none yet)",
    test_style: project.test_style,
    fixtures: fixtures.join(", ") || "none",
    existing_tests: await exampleOf(snapshot, tree, boundary),
    criteria: await criteriaOf(snapshot, boundary),
    signatures: await signaturesOf(snapshot, boundary),
  });
  return task;
}

async function criteriaOf({ criteria }: Snapshot, boundary: Boundary): Promise<string> {
  // Nothing is written for what no test can decide.
  const decidable = criteria.filter(({ unverifiable }) => unverifiable === undefined);
  if (decidable.length === 0) return "There are none: pin what the change does.";
  const texts: string[] = [];
  for (const { id, text, origin } of decidable) {
    const from = origin.path ?? origin.source;
    const weak = origin.source === "inferred" ? " (inferred, weak)" : "";
    texts.push(fence(`${id}${weak}`, await boundary.admit({ what: "criterion", from: `${from} ${id}`, text, kind: "prose" })));
  }
  return texts.join("\n\n");
}

/** Changed symbols, then what they use, with docstrings. */
async function signaturesOf({ symbols, dependencies }: Snapshot, boundary: Boundary): Promise<string> {
  const by_path = Map.groupBy([...symbols, ...dependencies], ({ path }) => path);
  const texts: string[] = [];
  for (const [path, own] of by_path) {
    const text = own.map(described).join("\n");
    const admitted = await boundary.admit({ what: "signatures", from: path, text, kind: "code", limit_bytes: SIGNATURES_BYTES });
    texts.push(fence(`signatures of ${path}`, admitted));
  }
  return texts.join("\n\n") || "Nothing that can be called.";
}

function described(symbol: ChangedSymbol | Signature): string {
  const doc = symbol.doc === null ? [] : symbol.doc.split("\n").map((line) => `    ${line}`.trimEnd());
  return [symbolLine(symbol), ...doc].join("\n");
}

/** The beginning of the test file that stands nearest to the change. */
async function exampleOf(snapshot: Snapshot, tree: SourceTree, boundary: Boundary): Promise<string> {
  const framework = frameworkById(snapshot.framework);
  const { project } = snapshot;
  const tests = tree.files.filter(({ path }) => framework.kindOf(path) === "test" && framework.mayCommit(path, project));
  const changed = snapshot.files.filter(({ kind }) => kind === "source").map(({ path }) => stemOf(path));
  const near = (path: string) => changed.some((stem) => stem !== "" && stemOf(path).includes(stem));
  const [example] = tests.toSorted((a, b) => Number(near(b.path)) - Number(near(a.path)) || (a.path < b.path ? -1 : 1));
  if (example === undefined) return "There are none yet.";
  const text = example.content.toString("utf8").split("\n").slice(0, EXAMPLE_LINES).join("\n");
  const piece = { what: "test", from: example.path, text, kind: "code", limit_bytes: EXAMPLE_BYTES } as const;
  return fence(`the beginning of ${example.path}`, await boundary.admit(piece));
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "");
}
