import type Docker from "dockerode";
import type { PreparedEnvironment, SourceTree } from "../../ports.ts";
import { commitEnvironment, ENVIRONMENTS, notesOf } from "./commit-environment.ts";
import { runContainer } from "./container.ts";
import type { EngineFeatures } from "./container-flags.ts";
import { EngineError, engineCall, Stopped } from "./engine-call.ts";
import { environmentKey } from "./environment-key.ts";
import { type Lease, takeLease } from "./environment-lease.ts";
import type { IndexAccess } from "./host-variables.ts";
import { inspectImage, type RunnerImage } from "./image.ts";
import { installAnswerOf } from "./install-answer.ts";
import { packFiles } from "./source-tar.ts";
import { removeAll } from "./volume.ts";

const INSTALL_SECONDS = 15 * 60;
const UID = 10001;

export interface EnvironmentContext {
  docker: Docker;
  features: EngineFeatures;
  /** Framework id to its runner image. */
  images: Map<string, string>;
  access: IndexAccess;
  /** Seconds an install may take. */
  seconds?: number;
  onProgress?: (item: string) => void;
}

/** The environment image of a tree: found by its key, else built. Building the same key twice at once happens once. */
export async function prepareEnvironment(
  context: EnvironmentContext,
  framework: string,
  tree: SourceTree,
  signal: AbortSignal,
): Promise<PreparedEnvironment> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const failed = (reason: string, log_tail = ""): PreparedEnvironment => ({ status: "failed", reason, log_tail });
  try {
    const base_name = context.images.get(framework);
    if (base_name === undefined) return failed(`there is no runner image for ${framework}`);
    const base = await inspectImage(context.docker, base_name, signal);
    const key = environmentKey(base.id, tree.files);
    const name = `${ENVIRONMENTS}:${key}`;
    for (;;) {
      const found = await findImage(context.docker, name, signal);
      if (found) return { status: "ready", image: name, notes: notesOf(found), seconds: seconds() };
      const lease = await takeLease(context, base_name, key, signal);
      if (lease) return await build(context, lease, base, key, tree, signal, seconds);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  } catch (error) {
    if (error instanceof Stopped) return failed("the run was stopped");
    if (error instanceof EngineError) return failed(error.message);
    throw error;
  }
}

async function build(
  context: EnvironmentContext,
  { container, volumes }: Lease,
  base: RunnerImage,
  key: string,
  tree: SourceTree,
  signal: AbortSignal,
  seconds: () => number,
): Promise<PreparedEnvironment> {
  const { docker, access } = context;
  try {
    const packed = await packFiles(tree.files, UID);
    if (packed.status === "refused")
      return { status: "failed", reason: `the files cannot go into a sandbox: ${packed.reason}`, log_tail: "" };
    await engineCall("upload", container.putArchive(packed.tar, { path: "/work" }), signal);
    if (access.certificates !== null) {
      const bundle = await packFiles([{ path: "ca-bundle.crt", content: access.certificates, executable: false }]);
      if (bundle.status === "packed") await engineCall("upload", container.putArchive(bundle.tar, { path: "/scratch" }), signal);
    }
    const end = await runContainer({
      docker,
      container,
      input: JSON.stringify({ variables: access.variables }),
      seconds: context.seconds ?? INSTALL_SECONDS,
      signal,
      onProgress: ({ item }) => context.onProgress?.(item),
    });
    const answer = installAnswerOf(end, context.seconds ?? INSTALL_SECONDS);
    if (answer.status === "failed") return answer;
    const notes = await commitEnvironment(container, key, base, answer);
    return { status: "ready", image: `${ENVIRONMENTS}:${key}`, notes, seconds: seconds() };
  } finally {
    await removeAll(docker, [container.id], volumes);
  }
}

async function findImage(docker: Docker, name: string, signal: AbortSignal): Promise<RunnerImage | null> {
  try {
    return await inspectImage(docker, name, signal);
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return null;
    throw error;
  }
}
