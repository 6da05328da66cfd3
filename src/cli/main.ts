import { CommanderError } from "commander";
import { systemClock } from "../adapters/clock.ts";
import { forgetSecrets, readConfig } from "../config.ts";
import type { DemoOptions } from "./demo/demo-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { exitCodes } from "./exit-code.ts";
import { explainCommand } from "./explain-command.ts";
import { mcpCommand } from "./mcp-command.ts";
import { buildProgram } from "./program.ts";
import { replayCommand } from "./replay-command.ts";
import { reportError } from "./report-error.ts";
import { runCommand } from "./run-command.ts";
import { serveCommand } from "./serve-command.ts";
import { setupCommand } from "./setup/setup-command.ts";
import { runsCommand, statusCommand } from "./status-command.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

/** Runs one command line and gives the exit code. The only catch of the command line. */
export async function main(argv: string[], terminal: Terminal = processTerminal()): Promise<number> {
  const id = systemClock.id();
  let code: number = exitCodes.usage;
  const config = () => {
    const read = readConfig(terminal.env);
    forgetSecrets(terminal.env);
    return read;
  };
  const commands = {
    run: (options: Parameters<typeof runCommand>[0]) => runCommand(options, id, config(), terminal),
    // a server has no local GitHub: its image holds neither the description of GitHub's API nor the sample
    demo: async (options: DemoOptions) => (await import("./demo/demo-command.ts")).demoCommand(options, terminal),
    explain: (options: Parameters<typeof explainCommand>[0]) => explainCommand(options, terminal),
    replay: (options: Parameters<typeof replayCommand>[0]) => replayCommand(options, id, config(), terminal),
    mcp: () => mcpCommand(terminal),
    doctor: (options: { json?: boolean }) => doctorCommand(options, terminal),
    setup: (options: Parameters<typeof setupCommand>[0]) => setupCommand(options, terminal),
    status: (options: Parameters<typeof statusCommand>[0]) => statusCommand(options, terminal),
    runs: (options: Parameters<typeof runsCommand>[0]) => runsCommand(options, terminal),
    serve: (options: Parameters<typeof serveCommand>[0]) => serveCommand(options, terminal),
  };
  try {
    await buildProgram(commands, (done) => {
      code = done;
    }).parseAsync(argv, { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.kept : exitCodes.usage;
    return reportError(error, id, (text) => void terminal.stderr.write(text));
  }
}
