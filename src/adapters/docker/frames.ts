import type { z } from "zod";
import { Frame } from "../../frameworks/protocol.ts";

export interface OutputLimits {
  /** Bytes of stdout and stderr together. */
  total: number;
  /** Bytes of one line of stdout. */
  line: number;
  /** Bytes of stderr that are kept, from its end. */
  stderr_tail: number;
}
export const OUTPUT_LIMITS: OutputLimits = { total: 96 * 1024 * 1024, line: 64 * 1024 * 1024, stderr_tail: 16 * 1024 };

export interface FrameReader {
  /** Takes bytes as the engine multiplexes them. After a flood everything is dropped. */
  push(chunk: Buffer): void;
  state(): { flooded: boolean; bytes: number; frames: z.infer<typeof Frame>[]; garbage: string | null; stderr: string };
}

/**
 * Reads the engine's attach stream: takes stdout and stderr apart and parses stdout as one frame per line. Progress
 * frames go to `onProgress` and are not kept. `onFlood` is called once, when a limit is passed.
 */
export function readFrames(
  limits: OutputLimits,
  onProgress: (progress: { done: number; total: number | null; item: string }) => void,
  onFlood: () => void,
): FrameReader {
  const frames: z.infer<typeof Frame>[] = [];
  let garbage: string | null = null;
  let flooded = false;
  let bytes = 0;
  let line: Buffer[] = [];
  let line_bytes = 0;
  let stderr = Buffer.alloc(0);

  const flood = () => {
    flooded = true;
    line = [];
    onFlood();
  };
  const endLine = () => {
    const text = Buffer.concat(line).toString("utf8");
    line = [];
    line_bytes = 0;
    const frame = parseFrame(text);
    if (frame === null) garbage ??= text.slice(0, 200);
    else if (frame.frame === "progress") onProgress({ done: frame.done, total: frame.total, item: frame.item });
    // two are as wrong as twenty, and cost less to keep
    else if (frames.length < 2) frames.push(frame);
  };
  const takeStdout = (data: Buffer) => {
    let rest = data;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      line.push(rest.subarray(0, end));
      endLine();
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) line.push(rest);
    line_bytes += rest.length;
    if (line_bytes > limits.line) flood();
  };
  const takeStderr = (data: Buffer) => {
    stderr = Buffer.concat([stderr, data]);
    if (stderr.length > limits.stderr_tail) stderr = Buffer.from(stderr.subarray(-limits.stderr_tail));
  };
  const push = demultiplex((stream, data) => {
    bytes += data.length;
    if (bytes > limits.total) flood();
    else if (stream === 2) takeStderr(data);
    else takeStdout(data);
  });
  return {
    push: (chunk) => {
      if (!flooded) push(chunk);
    },
    state: () => ({ flooded, bytes, frames, garbage, stderr: stderr.toString("utf8") }),
  };
}

function parseFrame(text: string): z.infer<typeof Frame> | null {
  try {
    const parsed = Frame.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** The attach stream's frames: byte 0 the stream (1 stdout, 2 stderr), bytes 4 to 7 the length, then the data. */
function demultiplex(onData: (stream: number, data: Buffer) => void): (chunk: Buffer) => void {
  let header = Buffer.alloc(0);
  let stream = 0;
  let left = 0;
  return (chunk) => {
    let rest = chunk;
    while (rest.length > 0) {
      if (left === 0) {
        const needed = 8 - header.length;
        header = Buffer.concat([header, rest.subarray(0, needed)]);
        rest = rest.subarray(needed);
        if (header.length < 8) return;
        stream = header[0] ?? 0;
        left = header.readUInt32BE(4);
        header = Buffer.alloc(0);
        continue;
      }
      const data = rest.subarray(0, left);
      left -= data.length;
      rest = rest.subarray(data.length);
      onData(stream, data);
    }
  };
}
