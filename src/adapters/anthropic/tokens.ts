import type Anthropic from "@anthropic-ai/sdk";
import type { Tokens } from "./prices.ts";

/** What the provider says it used. Compatible servers leave fields out. */
export function tokensOf({ usage }: Pick<Anthropic.Message, "usage">): Tokens {
  const said: Partial<Anthropic.Usage> = usage ?? {};
  return {
    input_tokens: said.input_tokens ?? 0,
    output_tokens: said.output_tokens ?? 0,
    cache_read_tokens: said.cache_read_input_tokens ?? 0,
    cache_write_tokens: said.cache_creation_input_tokens ?? 0,
  };
}

/** The fewest bytes of English or code that a token stands for is about three. */
const BYTES_PER_TOKEN = 3;

/**
 * The same of an answer that broke off: the provider counts what it wrote only at the end, and bills it. So what arrived is
 * counted by its length when that is more. `null`: nothing arrived, and nothing is known to have been used.
 */
export function tokensOfPart(part: Pick<Anthropic.Message, "usage" | "content"> | null): Tokens {
  if (part === null) return { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0 };
  const said = tokensOf(part);
  const bytes = part.content.reduce((sum, block) => sum + Buffer.byteLength(textOf(block)), 0);
  return { ...said, output_tokens: Math.max(said.output_tokens, Math.ceil(bytes / BYTES_PER_TOKEN)) };
}

function textOf(block: Anthropic.ContentBlock): string {
  if (block.type === "text") return block.text;
  return block.type === "thinking" ? block.thinking : "";
}
