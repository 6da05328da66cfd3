import type { ModelUsage } from "../ports.ts";

/** What a question costs that was never sent. */
export const NO_USAGE: ModelUsage = Object.freeze({
  calls: 0,
  input_tokens: 0,
  output_tokens: 0,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  usd: 0,
});

/** The sum. One part without a price makes the sum one without: less than all of it would be a wrong figure. */
export function addUsage(one: ModelUsage, other: ModelUsage): ModelUsage {
  return {
    calls: one.calls + other.calls,
    input_tokens: one.input_tokens + other.input_tokens,
    output_tokens: one.output_tokens + other.output_tokens,
    cache_read_tokens: one.cache_read_tokens + other.cache_read_tokens,
    cache_write_tokens: one.cache_write_tokens + other.cache_write_tokens,
    usd: one.usd === null || other.usd === null ? null : one.usd + other.usd,
  };
}
