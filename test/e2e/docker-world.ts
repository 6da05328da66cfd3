import { expect } from "vitest";
import { connectSandbox } from "../../src/adapters/docker/connect-sandbox.ts";
import { readTree } from "../../src/adapters/git/read-tree.ts";
import { askRunner } from "../../src/frameworks/ask-runner.ts";
import { plainVariation } from "../../src/frameworks/plain-variation.ts";
import type { Sandbox } from "../../src/ports.ts";
import type { openAppWorld } from "./app-world.ts";

type World = Awaited<ReturnType<typeof openAppWorld>>;

/** A change of one function that a run proves in seconds, and what its pull request says about it. */
interface Change {
  path: string;
  before: string;
  after: string;
  criteria: string;
}

export const changes = {
  hours: {
    path: "durations/hours.py",
    before: "def hours(seconds: int) -> int:\n    return seconds // 60\n",
    after: "def hours(seconds: int) -> int:\n    return seconds // 3600\n",
    criteria: "- AC-1: `hours(7200) == 2`\n",
  },
  clamp: {
    path: "durations/clamp.py",
    before: "def clamp(percent: int) -> int:\n    return percent\n",
    after: "def clamp(percent: int) -> int:\n    return min(percent, 100)\n",
    criteria: "- AC-1: `clamp(250) == 100`\n",
  },
  rest: {
    path: "durations/rest.py",
    before: "def rest(limit: int, spent: int) -> int:\n    return limit\n",
    after: "def rest(limit: int, spent: int) -> int:\n    return limit - spent\n",
    criteria: "- AC-1: `rest(10, 4) == 6`\n",
  },
} satisfies Record<string, Change>;

/** A library of functions of which each pull request changes one. It has no tests: runs beside a suite are proven elsewhere. */
export const library: Record<string, string> = {
  "pyproject.toml": '[tool.pytest.ini_options]\npythonpath = ["."]\ntestpaths = ["tests"]\n',
  "durations/__init__.py": '"""Durations as people write them."""\n',
  ...Object.fromEntries(Object.values(changes).map(({ path, before }) => [path, before])),
};

/** bob's pull request with one of the changes; its description holds the criteria. */
export function openChange(world: World, name: keyof typeof changes) {
  const { path, after, criteria } = changes[name];
  return world.openPull(name, { [path]: after }, `## Acceptance criteria\n\n${criteria}`);
}

/** The engine as the server uses it, for what a test asks of it by itself. */
export function testSandbox(): Promise<Sandbox> {
  return connectSandbox({ frameworks: ["pytest"], onStep: () => {}, runtime: null, environment: process.env });
}

/** What these test files do on a commit with these edits, in a container: each case and how it ended. */
export async function runCommitted(
  sandbox: Sandbox,
  { github }: Pick<World, "github">,
  { sha, files, edits = {} }: { sha: string; files: string[]; edits?: Record<string, string> },
): Promise<{ case: string; status: string }[]> {
  const { signal } = new AbortController();
  const read = await readTree(github.gitFolder("acme/durations"), sha);
  const files_there = read.files.map((file) => ({ ...file, content: Buffer.from(edits[file.path] ?? file.content) }));
  const tree = { ...read, files: files_there };
  const prepared = await sandbox.prepare("pytest", tree, signal);
  if (prepared.status !== "ready") throw new Error(prepared.reason);
  const limits = { coverage_of: null, seconds_per_case: 10, seconds_per_variation: 30 };
  const body = { select: files, variations: [plainVariation("plain")], ...limits };
  const asked = await askRunner(sandbox, "run", body, { image: prepared.image, tree, overlay: [], seconds: 60, signal });
  if (asked.status !== "answered") throw new Error(asked.reason);
  const [plain] = asked.answer.variations;
  expect(plain?.executed).toBeGreaterThan(0);
  return (plain?.outcomes ?? []).map(({ case: name, status }) => ({ case: name, status }));
}
