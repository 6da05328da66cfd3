import type Docker from "dockerode";
import { InfrastructureError } from "../../errors.ts";
import type { Sandbox } from "../../ports.ts";
import { ask } from "./ask.ts";
import { clientFor } from "./client.ts";
import type { EngineFeatures } from "./container-flags.ts";
import { ensureEngine } from "./engine.ts";
import { EngineError, engineCall } from "./engine-call.ts";
import { prepareEnvironment } from "./environment.ts";
import { evictEnvironments } from "./evict.ts";
import { indexAccess } from "./host-variables.ts";
import { sweep } from "./sweep.ts";

export interface SandboxOptions {
  /** Frameworks whose runner images are needed. */
  frameworks: string[];
  /** Each step of the engine and of an install, for a person. */
  onStep: (line: string) => void;
  /** `runsc` for gVisor; the engine's default when null. */
  runtime: string | null;
  environment: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/**
 * The sandbox on a Docker-compatible engine, which is started when there is none. Sweeps what dead runs left and evicts
 * environments that are old.
 * Throws `InfrastructureError` with one sentence when there is no engine.
 */
export async function connectSandbox(options: SandboxOptions): Promise<Sandbox> {
  const engine = await ensureEngine(options.frameworks, options.onStep, options);
  return sandboxOn(clientFor(engine.docker_host, options.environment), engine.images, options);
}

/** The sandbox on an engine that is known to run. `images`: framework id to the name of its runner image. */
export async function sandboxOn(
  docker: Docker,
  images: Map<string, string>,
  options: Pick<SandboxOptions, "runtime" | "environment" | "onStep"> & { runners_folder?: string },
): Promise<Sandbox> {
  try {
    const features = await featuresOf(docker, options.runtime);
    await sweep(docker);
    await evictEnvironments(docker);
    const access = indexAccess(options.environment);
    const runners = options.runners_folder === undefined ? {} : { runners_folder: options.runners_folder };
    return {
      prepare: (framework, tree, signal) =>
        prepareEnvironment({ docker, features, images, access, onProgress: options.onStep }, framework, tree, signal),
      ask: (request) => ask({ docker, features, ...runners }, request),
    };
  } catch (error) {
    if (error instanceof EngineError) throw new InfrastructureError(error.message);
    throw error;
  }
}

async function featuresOf(docker: Docker, runtime: string | null): Promise<EngineFeatures> {
  const { ApiVersion } = await engineCall("version", docker.version());
  const [major = 0, minor = 0] = ApiVersion.split(".").map(Number);
  return { cgroup_namespace: major > 1 || minor >= 41, runtime };
}
