import { z } from "zod";
import type { Question } from "../../src/ports.ts";

export const Sum = z.strictObject({ sum: z.int(), why: z.string() });
export type Sum = z.infer<typeof Sum>;

/** A question with what a test cares about. */
export function aQuestion(overrides: Partial<Question<Sum>> = {}): Question<Sum> {
  return {
    role: "generator",
    system: "You add numbers.",
    context: "The numbers are 1 and 2.",
    task: "Add them.",
    schema: Sum,
    max_tokens: 1000,
    ...overrides,
  };
}

/** A signal that nobody aborts. */
export const going = new AbortController().signal;
