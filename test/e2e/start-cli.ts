import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const CLI = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

export interface CliResult {
  code: number | null;
  stdout: string;
  stderr: string;
  pid: number;
}
export interface StartedCli {
  pid: number;
  /** Resolves when stderr holds the text. */
  says(text: string): Promise<void>;
  signal(name: NodeJS.Signals): void;
  result: Promise<CliResult>;
}

/** Starts the real command line as a process of its own. It is killed with the test when it has not ended by then. */
export function startCli(argv: string[], options: { cwd: string; env?: Record<string, string> }): StartedCli {
  const child = spawn(process.execPath, [CLI, ...argv], {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const pid = child.pid ?? -1;
  let [stdout, stderr] = ["", ""];
  const waiting = new Set<() => void>();
  child.stdout.on("data", (bytes: Buffer) => {
    stdout += bytes.toString();
  });
  child.stderr.on("data", (bytes: Buffer) => {
    stderr += bytes.toString();
    for (const look of waiting) look();
  });
  const result = new Promise<CliResult>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr, pid })));
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => stderr.includes(text) && resolve();
      waiting.add(look);
      look();
      void result.then(() => reject(new Error(`the command ended without saying ${JSON.stringify(text)}: ${stderr}`)));
    });
  return { pid, says, signal: (name) => child.kill(name), result };
}

/** For a test: the process does not outlive it. */
export function startCliForTest(...[argv, options]: Parameters<typeof startCli>): StartedCli {
  const started = startCli(argv, options);
  onTestFinished(async () => {
    started.signal("SIGKILL");
    await started.result;
  });
  return started;
}
