import { z } from "zod";

/** One thing to test. */
export const Target = z.strictObject({
  id: z.string(),
  symbols: z.array(z.string()),
  lane: z.string(),
  framework: z.string(),
  criteria: z.array(z.string()),
  behaviours: z.array(z.string()),
  /** Where its test file goes, relative to the repository root. */
  test_path: z.string(),
});
export type Target = z.infer<typeof Target>;

export const Plan = z.strictObject({
  targets: z.array(Target),
  untestable: z.array(z.strictObject({ criterion: z.string(), reason: z.string() })),
});
export type Plan = z.infer<typeof Plan>;
