import { liveProgress } from "./progress/live-progress.ts";
import { plainProgress } from "./progress/plain-progress.ts";
import { jsonLines, type Progress, quiet } from "./progress/progress.ts";

/** Where a command is typed and what it writes to. Results go to stdout, everything about the way to stderr. */
export interface Terminal {
  cwd: string;
  env: NodeJS.ProcessEnv;
  stdout: { write(text: string): unknown };
  stderr: { write(text: string): unknown; isTTY?: boolean; columns?: number };
}

export function processTerminal(): Terminal {
  return { cwd: process.cwd(), env: process.env, stdout: process.stdout, stderr: process.stderr };
}

/** How a run is shown: for machines, not at all, for a person who watches, or for a log. */
export function progressFor(options: { json?: boolean; quiet?: boolean }, { stderr }: Terminal): Progress {
  const write = (text: string) => void stderr.write(text);
  if (options.json) return jsonLines(write);
  if (options.quiet) return quiet;
  return stderr.isTTY ? liveProgress(stderr) : plainProgress(write);
}
