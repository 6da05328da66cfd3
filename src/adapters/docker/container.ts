import type Docker from "dockerode";
import { attach } from "./attach.ts";
import { EngineError, engineCall, Stopped } from "./engine-call.ts";
import { OUTPUT_LIMITS, readFrames } from "./frames.ts";

export interface ContainerRun {
  docker: Docker;
  container: Docker.Container;
  /** Sent to stdin, which is then closed. */
  input: string;
  /** Wall-clock seconds from the start until the container is killed. */
  seconds: number;
  signal: AbortSignal;
  onProgress: (progress: { done: number; total: number | null; item: string }) => void;
}
/** How a container ended. `exited` says nothing yet about what it answered. */
export type ContainerEnd =
  | { status: "exited"; exit_code: number; out_of_memory: boolean; output: ReturnType<ReturnType<typeof readFrames>["state"]> }
  | { status: "timed-out" }
  | { status: "flooded"; bytes: number };

const KILL_SECONDS = 10;

/**
 * Starts a created container, gives it its input, reads its frames as they come, and kills it when the time, the output
 * limit or the caller's patience ends. Throws `EngineError` when the engine fails, `Stopped` when the signal fired.
 */
export async function runContainer({
  docker,
  container,
  input,
  seconds,
  signal,
  onProgress,
}: ContainerRun): Promise<ContainerEnd> {
  const stream = await attach(docker, container.id, signal);
  let ended_by: "timed-out" | "flooded" | "stopped" | "kill-failed" | null = null;
  const kill = (why: "timed-out" | "flooded" | "stopped") => {
    if (ended_by !== null) return;
    ended_by = why;
    engineCall("kill", container.kill(), undefined, KILL_SECONDS).catch((error: unknown) => {
      // already dead is as good as killed; an engine that does not answer must not hold us
      if (!(error instanceof EngineError && error.status !== null)) ended_by = "kill-failed";
      stream.destroy();
    });
  };
  const reader = readFrames(OUTPUT_LIMITS, onProgress, () => kill("flooded"));
  const drained = new Promise<void>((resolve) => {
    stream.on("data", (chunk: Buffer) => reader.push(chunk));
    stream.on("end", resolve);
    stream.on("close", resolve);
    stream.on("error", () => resolve());
  });
  const onAbort = () => kill("stopped");
  let timer: NodeJS.Timeout | undefined;
  try {
    await engineCall("start", container.start(), signal);
    timer = setTimeout(() => kill("timed-out"), seconds * 1000);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    stream.end(input);
    await drained;
    // Asked only now: before the end of the stream a wait is a second connection that hangs when the engine dies.
    // A stream that ended because the engine died makes this fail.
    const { exit_code, out_of_memory } = await endOf(container);
    if (ended_by === "stopped") throw new Stopped("stopped");
    if (ended_by === "timed-out") return { status: "timed-out" };
    const output = reader.state();
    if (output.flooded) return { status: "flooded", bytes: output.bytes };
    return { status: "exited", exit_code, out_of_memory, output };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    stream.destroy();
  }
}

async function endOf(container: Docker.Container): Promise<{ exit_code: number; out_of_memory: boolean }> {
  const ended = await engineCall("wait", container.wait({ condition: "not-running" }), undefined, KILL_SECONDS);
  const { State } = await engineCall("inspect", container.inspect(), undefined, KILL_SECONDS);
  return { exit_code: Number(ended.StatusCode), out_of_memory: State.OOMKilled };
}
