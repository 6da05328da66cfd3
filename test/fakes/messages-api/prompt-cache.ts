import { createHash } from "node:crypto";
import type { Body } from "./check-request.ts";

/** What the API says a request used before it answers. */
export interface InputUsage {
  input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation_input_tokens: number;
}

/** A stand-in for the tokenizer: four bytes to a token, which is about right for English. */
export function tokensIn(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** Prefixes at breakpoints, as the API caches them: byte for byte, per model and output format, and not below a least length. */
export class PromptCache {
  readonly #least: number;
  readonly #known = new Set<string>();

  constructor(least: number) {
    this.#least = least;
  }

  /** What a request reads and would write. Nothing is in the cache before `remember`. */
  usageOf(body: Body): InputUsage {
    const { total, breakpoints } = this.#measure(body);
    const longest = (some: { tokens: number }[]) => Math.max(0, ...some.map(({ tokens }) => tokens));
    const read = longest(breakpoints.filter(({ key }) => this.#known.has(key)));
    const written = Math.max(0, longest(breakpoints) - read);
    return { input_tokens: total - read - written, cache_read_input_tokens: read, cache_creation_input_tokens: written };
  }

  /** The answer has begun: from now on others can read. */
  remember(body: Body): void {
    for (const { key } of this.#measure(body).breakpoints) this.#known.add(key);
  }

  #measure({ model, system, messages, output_config }: Body) {
    const prefix = createHash("sha256").update(JSON.stringify([model, output_config?.format ?? null]));
    const breakpoints: { key: string; tokens: number }[] = [];
    let total = 0;
    const contents = [{ role: "system", content: system ?? [] }, ...messages];
    for (const { role, content } of contents)
      for (const block of content) {
        prefix.update(JSON.stringify([role, block.text]));
        total += tokensIn(block.text);
        if (block.cache_control != null && total >= this.#least)
          breakpoints.push({ key: prefix.copy().digest("hex"), tokens: total });
      }
    return { total, breakpoints };
  }
}
