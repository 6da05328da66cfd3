import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { InfrastructureError } from "../../errors.ts";

const script = fileURLToPath(new URL("../../../docker/engine.sh", import.meta.url));

export interface Engine {
  /** As in the variable DOCKER_HOST: `unix:///var/run/docker.sock`. */
  docker_host: string;
  /** Framework id to the name and tag of its runner image. */
  images: Map<string, string>;
}

/**
 * Makes sure that an engine runs and that the runner images of these frameworks exist, by `docker/engine.sh`.
 * `onStep` gets each of its lines; `environment` says, as DOCKER_HOST, which engine. Throws `InfrastructureError` with one sentence when there is no engine or no image.
 */
export function ensureEngine(
  frameworks: string[],
  onStep: (line: string) => void,
  { environment = process.env, signal }: { environment?: NodeJS.ProcessEnv; signal?: AbortSignal | undefined } = {},
): Promise<Engine> {
  return runScript(["up", ...frameworks], onStep, environment, signal);
}

/** The engine that answers and those of the runner images that are built. Changes nothing; throws when there is no engine. */
export function lookForEngine(frameworks: string[], environment: NodeJS.ProcessEnv): Promise<Engine> {
  return runScript(["look", ...frameworks], () => undefined, environment);
}

async function runScript(
  words: string[],
  onStep: (line: string) => void,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<Engine> {
  const child = spawn(script, words, { stdio: ["inherit", "pipe", "pipe"], env, ...(signal ? { signal } : {}) });
  const printed: string[] = [];
  let last_step = "";
  createInterface({ input: child.stdout }).on("line", (line) => printed.push(line));
  createInterface({ input: child.stderr }).on("line", (line) => {
    last_step = line;
    onStep(line);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", (error) => reject(new InfrastructureError(`docker/engine.sh could not be run: ${error.message}`)));
    child.on("close", resolve);
  });
  if (code !== 0) throw new InfrastructureError(last_step || `docker/engine.sh ended with ${code} and no reason`);
  return parseEngine(printed);
}

function parseEngine(lines: string[]): Engine {
  const images = new Map<string, string>();
  let docker_host = "";
  for (const line of lines) {
    const [, key = "", value = ""] = /^([A-Za-z0-9_-]+)=(.*)$/.exec(line) ?? [];
    if (key === "DOCKER_HOST") docker_host = value;
    if (key.startsWith("IMAGE_")) images.set(key.slice("IMAGE_".length), value);
  }
  if (docker_host === "") throw new InfrastructureError("docker/engine.sh did not say where the engine is");
  return { docker_host, images };
}
