import { fileURLToPath } from "node:url";
import type Docker from "dockerode";
import { expect } from "vitest";
import { clientFor } from "../../../src/adapters/docker/client.ts";
import { sandboxOn } from "../../../src/adapters/docker/connect-sandbox.ts";
import { ensureEngine } from "../../../src/adapters/docker/engine.ts";
import { ourLabels, RUN_LABEL } from "../../../src/adapters/docker/owner.ts";
import type { Sandbox, SandboxAnswer, SandboxRequest, SourceTree } from "../../../src/ports.ts";

/** A runner that executes the Python snippet in the request, in place of the real one. */
export const snippetRunner = fileURLToPath(new URL("snippet-runner/", import.meta.url));

/** Variables that every environment sets, in order. */
export const IMAGE_VARIABLES = [
  "HOME",
  "LANG",
  "PATH",
  "PYTHONDONTWRITEBYTECODE",
  "PYTHONHASHSEED",
  "PYTHONPATH",
  "TMPDIR",
  "VIRTUAL_ENV",
];

export interface UnderTest {
  docker: Docker;
  sandbox: Sandbox;
  images: Map<string, string>;
  /** An environment with nothing but pytest and coverage. */
  image: string;
  /** Runs a snippet over a tree; `extra` changes the request. */
  run(snippet: string, extra?: Partial<SandboxRequest> & { input?: unknown }): Promise<SandboxAnswer>;
}

/** The sandbox on the real engine, with the snippet runner. */
export async function connectUnderTest(): Promise<UnderTest> {
  const engine = await ensureEngine(["pytest"], () => undefined);
  const docker = clientFor(engine.docker_host, process.env);
  const sandbox = await sandboxOn(docker, engine.images, {
    runtime: null,
    environment: process.env,
    onStep: () => undefined,
    runners_folder: snippetRunner,
  });
  const prepared = await sandbox.prepare("pytest", treeOf({}), new AbortController().signal);
  if (prepared.status === "failed") throw new Error(`${prepared.reason}\n${prepared.log_tail}`);
  const { image } = prepared;
  return {
    docker,
    sandbox,
    images: engine.images,
    image,
    run: (snippet, extra) => sandbox.ask(requestFor(image, snippet, extra)),
  };
}

export function requestFor(
  image: string,
  snippet: string,
  extra: Partial<SandboxRequest> & { input?: unknown } = {},
): SandboxRequest {
  const { input, ...rest } = extra;
  return {
    image,
    tree: treeOf({ "pkg/a.py": "A = 1\n" }),
    overlay: [],
    verb: "run",
    body: { snippet, input },
    seconds: 60,
    signal: new AbortController().signal,
    ...rest,
  };
}

export function treeOf(files: Record<string, string>): SourceTree {
  const entries = Object.entries(files).map(([path, text]) => ({ path, executable: false, content: Buffer.from(text) }));
  return { sha: "0".repeat(40), files: entries, skipped: [] };
}

/** The body of an answer; fails the test when there is none. */
export function bodyOf(answer: SandboxAnswer): unknown {
  expect(answer).toMatchObject({ status: "answered" });
  return answer.status === "answered" ? answer.body : undefined;
}

/** Names of what this process has on the engine. */
export async function ownedByUs(docker: Docker): Promise<string[]> {
  const filters = { label: [`${RUN_LABEL}=${ourLabels()[RUN_LABEL]}`] };
  const containers = await docker.listContainers({ all: true, filters });
  const { Volumes } = await docker.listVolumes({ filters });
  return [...containers.map(({ Names }) => Names[0] ?? ""), ...(Volumes ?? []).map(({ Name }) => Name)];
}
