import { z } from "zod";
import type { Sent } from "./sent.ts";

/** What questions to a model took. `usd` is null when the model's price is not known. */
export const ModelUsage = z.strictObject({
  calls: z.int(),
  /** Neither read from nor written to the provider's cache. */
  input_tokens: z.int(),
  output_tokens: z.int(),
  cache_read_tokens: z.int(),
  cache_write_tokens: z.int(),
  usd: z.number().nullable(),
});
export type ModelUsage = z.infer<typeof ModelUsage>;

/** What an author with a model spent and sent so far. `notes`: what went otherwise than it should, in sentences for the report. */
export interface Spent {
  usage: ModelUsage;
  sent: Sent[];
  notes: string[];
  budgets: BudgetStanding[];
}

/** One limit of a budget and how much of it is spent. */
export const BudgetStanding = z.strictObject({
  scope: z.enum(["run", "repository-day", "day"]),
  measure: z.enum(["tokens", "usd", "calls", "minutes"]),
  spent: z.number(),
  limit: z.number(),
});
export type BudgetStanding = z.infer<typeof BudgetStanding>;
