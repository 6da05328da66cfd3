import type { ModelUsage, Question } from "../../src/ports.ts";

/** A token of English or code stands for three bytes at least, so this counts rather too many; no tokenizer is public. */
const BYTES_PER_TOKEN = 3;
/** A shorter beginning is not cached (Anthropic, prompt caching: 1024 tokens for Sonnet). */
const SHORTEST_CACHED = 1024;

export function tokensIn(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN);
}

/**
 * Counts the questions of one run in estimated tokens, with what a provider would read from its cache: the longest beginning of
 * a question, up to the end of its rules or of the run's context, that an earlier one of the same role had too.
 */
export class PromptMeter {
  readonly #seen = new Set<string>();

  /** What one question takes in. Its answer is not counted. */
  take({ role, system, context, task }: Question<unknown>): ModelUsage {
    const [rules, whole] = [tokensIn(system), tokensIn(system) + tokensIn(context)];
    const [rules_key, whole_key] = [JSON.stringify([role, system]), JSON.stringify([role, system, context])];
    const reaches = (key: string, tokens: number) => (this.#seen.has(key) && tokens >= SHORTEST_CACHED ? tokens : 0);
    const read = reaches(whole_key, whole) || reaches(rules_key, rules);
    const written = whole >= SHORTEST_CACHED ? whole - read : 0;
    this.#seen.add(rules_key).add(whole_key);
    return {
      calls: 1,
      input_tokens: whole - read - written + tokensIn(task),
      output_tokens: 0,
      cache_read_tokens: read,
      cache_write_tokens: written,
      usd: null,
    };
  }
}

const CODE = /^BEGIN (?:signatures of|code of|diff of) [^\n]* ([0-9a-f]{32})\n[\s\S]*?^END \1$/gm;

/** The tokens of the same question if it held the changed files whole in the place of the parts of code that were chosen. */
export function tokensWithFiles({ system, context, task }: Question<unknown>, files: string[]): number {
  const bare = [context, task].map((text) => text.replace(CODE, ""));
  return [system, ...bare, ...files].reduce((sum, text) => sum + tokensIn(text), 0);
}
