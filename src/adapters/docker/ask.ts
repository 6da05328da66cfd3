import { randomUUID } from "node:crypto";
import type Docker from "dockerode";
import { PROTOCOL } from "../../frameworks/protocol.ts";
import type { SandboxAnswer, SandboxRequest } from "../../ports.ts";
import { type ContainerEnd, runContainer } from "./container.ts";
import { type EngineFeatures, runFlags, USER } from "./container-flags.ts";
import { EngineError, engineCall, Stopped } from "./engine-call.ts";
import { inspectImage } from "./image.ts";
import { ourLabels } from "./owner.ts";
import { readRunnerSources } from "./runner-sources.ts";
import { packFiles } from "./source-tar.ts";
import { fillVolumes, removeAll } from "./volume.ts";

export interface AskContext {
  docker: Docker;
  features: EngineFeatures;
  /** Where `<framework>/tfactory_runner/` is; this package's `docker/` when undefined. */
  runners_folder?: string;
}

/** One verb in one fresh container. Never throws for what the container or the engine does: that is the answer. */
export async function ask(context: AskContext, request: SandboxRequest): Promise<SandboxAnswer> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const name = `tfactory-${randomUUID()}`;
  const volumes = [`${name}-work`, `${name}-runner`];
  try {
    const end = await runVerb(context, request, name);
    return answerOf(end, seconds());
  } catch (error) {
    if (error instanceof Stopped) return { status: "crashed", seconds: seconds(), reason: "the run was stopped" };
    if (error instanceof EngineError) return { status: "engine-failed", seconds: seconds(), reason: error.message };
    throw error;
  } finally {
    await removeAll(context.docker, [name, `${name}-loader`], volumes);
  }
}

async function runVerb(context: AskContext, request: SandboxRequest, name: string): Promise<ContainerEnd | Refused> {
  const { docker, features } = context;
  const { signal } = request;
  const image = await inspectImage(docker, request.image, signal);
  // what a build wrote never takes the place of a file of the tree; the overlay does
  const tree = await packFiles([...image.generated.map(textFile), ...request.tree.files, ...request.overlay.map(textFile)]);
  const runner = await packFiles(await readRunnerSources(image.framework, context.runners_folder));
  if (tree.status === "refused") return tree;
  if (runner.status === "refused") return runner;
  const work = { name: `${name}-work`, target: "/work", tar: tree.tar };
  const sources = { name: `${name}-runner`, target: "/opt/tfactory", tar: runner.tar };
  await fillVolumes(docker, request.image, `${name}-loader`, [work, sources], signal);
  const container = await engineCall(
    "create container",
    docker.createContainer({
      name,
      Image: request.image,
      User: USER,
      WorkingDir: "/work",
      Labels: ourLabels(),
      NetworkDisabled: true,
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      Tty: false,
      HostConfig: runFlags(
        features,
        [work, sources].map(({ name: volume, target }) => ({ volume, target, read_only: true })),
      ),
    }),
    signal,
  );
  return runContainer({
    docker,
    container,
    input: JSON.stringify({ protocol: PROTOCOL, verb: request.verb, body: request.body }),
    seconds: request.seconds,
    signal,
    onProgress: request.onProgress ?? (() => undefined),
  });
}

/**
 * 128 + SIGKILL, and it was not us. The engine's own word for it is not enough: podman does not give it, and Docker loses
 * it when its two events, out of memory and exit, come in the other order (seen with 20.10 under load).
 */
const KILLED = 137;
type Refused = { status: "refused"; reason: string };
const textFile = ({ path, source }: { path: string; source: string }) => ({
  path,
  content: Buffer.from(source),
  executable: false,
});

/** An answer counts only when it is the one last word of a runner that ended well: a test could have written another. */
function answerOf(end: ContainerEnd | Refused, seconds: number): SandboxAnswer {
  if (end.status === "refused")
    return { status: "crashed", seconds, reason: `the files cannot go into a sandbox: ${end.reason}` };
  if (end.status === "timed-out") return { status: "timed-out", seconds };
  if (end.status === "flooded") return { status: "flooded", seconds, bytes: end.bytes };
  const { frames, garbage, stderr } = end.output;
  const [frame] = frames;
  const crashed = (reason: string): SandboxAnswer => ({ status: "crashed", seconds, reason });
  if (garbage !== null) return crashed(`the runner wrote something that is not a frame: ${JSON.stringify(garbage)}`);
  if (frames.length > 1) return crashed("the runner gave more than one answer");
  if (frame?.frame === "error") return crashed(`the runner could not answer: ${frame.message}`);
  if (frame?.frame === "answer" && end.exit_code === 0) return { status: "answered", body: frame.body, seconds };
  if (frame === undefined && (end.out_of_memory || end.exit_code === KILLED)) return { status: "out-of-memory", seconds };
  return crashed(`the runner ended with ${end.exit_code} and no answer that counts: ${lastLines(stderr)}`);
}

function lastLines(stderr: string): string {
  return stderr.trim().split("\n").slice(-5).join("\n").slice(-1000) || "it printed nothing";
}
