import type { Terminal } from "../../src/cli/terminal.ts";

/** A terminal whose output a test can read. */
export function aTerminal(overrides: Partial<Terminal> = {}): Terminal & { said: () => string; printed: () => string } {
  const [stdout, stderr]: [string[], string[]] = [[], []];
  return {
    cwd: process.cwd(),
    env: {},
    stdout: { write: (text: string) => stdout.push(text) },
    stderr: { write: (text: string) => stderr.push(text), isTTY: false },
    /** What went to stderr. */
    said: () => stderr.join(""),
    /** What went to stdout. */
    printed: () => stdout.join(""),
    ...overrides,
  };
}
