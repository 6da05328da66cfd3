import { z } from "zod";
import type { Clock } from "../ports.ts";
import type { Remote } from "./remote.ts";

/** What a tool works with. */
export interface World {
  remote: Remote;
  clock: Pick<Clock, "id" | "now">;
}

/** One tool of the MCP server: its grammar as data, and what it does. `run` throws `UserError` for what the caller can mend. */
export interface Tool {
  name: string;
  title: string;
  description: string;
  input: z.ZodRawShape;
  output: z.ZodRawShape;
  /** Whether it only looks. */
  read_only: boolean;
  run(input: unknown, world: World): Promise<Record<string, unknown>>;
}

interface TypedTool<I extends z.ZodRawShape, O extends z.ZodRawShape> extends Omit<Tool, "input" | "output" | "run"> {
  input: I;
  output: O;
  run(input: z.infer<z.ZodObject<I>>, world: World): Promise<z.infer<z.ZodObject<O>>>;
}

/** A tool whose work is typed by its own grammar. */
export function tool<I extends z.ZodRawShape, O extends z.ZodRawShape>(one: TypedTool<I, O>): Tool {
  const grammar = z.object(one.input);
  return { ...one, run: (input, world) => one.run(grammar.parse(input), world) };
}
