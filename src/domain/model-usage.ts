import { z } from "zod";
import type { Sent } from "./sent.ts";

/** What questions to a model took. `usd` is null when the model's price is not known. */
export interface ModelUsage {
  calls: number;
  /** Neither read from nor written to the provider's cache. */
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  usd: number | null;
}

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
