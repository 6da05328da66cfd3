import pc from "picocolors";
import { InfrastructureError, UserError } from "../errors.ts";
import { exitCodes } from "./exit-code.ts";
import { Interrupted } from "./interrupt.ts";

/** The one place where an error ends: says it to the person and gives the exit code. */
export function reportError(error: unknown, run_id: string | null, write: (text: string) => void): number {
  if (error instanceof Interrupted) {
    write(`${pc.yellow("Stopped.")} ${error.message}\n`);
    return error.exit_code;
  }
  if (error instanceof UserError) {
    write(`${pc.red("error:")} ${error.message}\n`);
    return exitCodes.usage;
  }
  if (error instanceof InfrastructureError) {
    write(`${pc.red("failed:")} ${error.message}\n`);
    return exitCodes.infrastructure;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  write(`${pc.red("internal error")}${run_id === null ? "" : ` in run ${run_id}`}: ${stack}\n`);
  return exitCodes.infrastructure;
}
