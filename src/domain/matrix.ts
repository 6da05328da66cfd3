import { z } from "zod";
import { Outcome } from "./outcome.ts";

/** What one mutant did to one case that reaches its line. */
export const CaseResult = z.enum(["killed-by-assertion", "killed-by-error", "survived", "timed-out"]);
export type CaseResult = z.infer<typeof CaseResult>;

/** How cases did under each mutant. */
export const MutationResults = z.strictObject({
  mutants: z.array(
    z.strictObject({
      id: z.string(),
      /** `equivalent`: compiles to the same code. `invalid`: does not compile. `not-run`: the budget ended, see `reason`. */
      status: z.enum(["ran", "equivalent", "invalid", "not-run"]),
      /** Of a mutant that `ran`: why cases that reach it were left out, when some were. */
      reason: z.string().nullable(),
      /** Only cases that reach the mutant's line and ran; a case that is not listed did not reach it. */
      results: z.array(
        z.strictObject({ group: z.string(), case: z.string(), result: CaseResult, exception: z.string().nullable() }),
      ),
    }),
  ),
  /** How each case did on the untouched code; only passing cases take part. */
  baseline: z.array(z.strictObject({ group: z.string(), outcome: Outcome })),
});
export type MutationResults = z.infer<typeof MutationResults>;

/** The cases of a candidate times the mutants of the changed lines, or why there is no such thing. */
export const Matrix = z.discriminatedUnion("status", [
  z.strictObject({ status: z.literal("measured"), results: MutationResults }),
  z.strictObject({ status: z.literal("not-measured"), reason: z.string() }),
]);
export type Matrix = z.infer<typeof Matrix>;
