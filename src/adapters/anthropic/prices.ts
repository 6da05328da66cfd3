import type { ModelUsage } from "../../ports.ts";

/** The day the table was read: platform.claude.com, each model's overview page. */
export const PRICES_AS_OF = "2026-11-20";

/** Dollars for a million tokens. */
interface Rates {
  input: number;
  output: number;
}
/** `long`: a prompt over `above` tokens, cached ones included, costs these rates throughout. */
interface Price extends Rates {
  long?: Rates & { above: number };
}

const PRICES: Readonly<Record<string, Price>> = {
  "claude-fable-5-1": { input: 10, output: 50 },
  "claude-opus-5-5": { input: 4, output: 20 },
  "claude-sonnet-5-5": { input: 2, output: 10 },
  "claude-haiku-5-5": { input: 0.1, output: 0.5, long: { above: 100_000, input: 0.5, output: 2.5 } },
};

/** Multiples of the input rate, of a cache that lives five minutes. Some models read cheaper: then this errs on the high side. */
const CACHE_WRITE = 1.25;
const CACHE_READ = 0.1;

export type Tokens = Pick<ModelUsage, "input_tokens" | "output_tokens" | "cache_read_tokens" | "cache_write_tokens">;

/** The booking of requests: what was used and, where the price is Anthropic's, what it cost. */
export function usageOf(model: string, calls: number, tokens: Tokens, priced: boolean): ModelUsage {
  return { calls, ...tokens, usd: priced ? usdOf(model, tokens) : null };
}

export function isPriced(model: string): boolean {
  return Object.hasOwn(PRICES, model);
}

/** What one request cost in dollars; `null`: the model is not in the table, and a guess is no figure. */
export function usdOf(model: string, tokens: Tokens): number | null {
  const price = isPriced(model) ? PRICES[model] : undefined;
  if (price === undefined) return null;
  const { input_tokens, cache_read_tokens, cache_write_tokens, output_tokens } = tokens;
  const prompt = input_tokens + cache_read_tokens + cache_write_tokens;
  const rates = price.long !== undefined && prompt > price.long.above ? price.long : price;
  const input = input_tokens + cache_write_tokens * CACHE_WRITE + cache_read_tokens * CACHE_READ;
  return (input * rates.input + output_tokens * rates.output) / 1_000_000;
}
