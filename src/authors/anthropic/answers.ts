import { z } from "zod";
import { Claim } from "../../domain/candidate.ts";

/** What a model answers in each role. Small and flat: a provider compiles it into a grammar. */

export const PlanAnswer = z.strictObject({
  targets: z.array(
    z.strictObject({
      /** Ids as they were listed. */
      symbols: z.array(z.string()),
      criteria: z.array(z.string()),
      behaviours: z.array(z.string()),
    }),
  ),
  untestable: z.array(z.strictObject({ criterion: z.string(), reason: z.string() })),
});
export type PlanAnswer = z.infer<typeof PlanAnswer>;

export const OracleAnswer = z.strictObject({
  expectations: z.array(
    z.strictObject({
      /** The id of the criterion; empty: a docstring says it. */
      criterion: z.string(),
      /** The call, as source text. */
      given: z.string(),
      /** The value it gives or the error it raises, as source text. */
      expected: z.string(),
    }),
  ),
});
export type OracleAnswer = z.infer<typeof OracleAnswer>;

export const FileAnswer = z.strictObject({
  source: z.string(),
  tests: z.array(
    z.strictObject({ name: z.string(), shows: z.string(), criteria: z.array(z.string()), oracle: Claim.shape.oracle }),
  ),
});
export type FileAnswer = z.infer<typeof FileAnswer>;
