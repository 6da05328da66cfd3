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
}
