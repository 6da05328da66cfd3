/** A piece of Markdown that stands alone: what it opens it closes. `needed`: left out last. */
export interface Block {
  markdown: string;
  needed: boolean;
}

/**
 * What GitHub takes in a comment, a check run's summary or its text is 65,535 of something (docs.github.com/rest/checks/runs);
 * whether bytes or characters is disputed (jenkinsci/github-checks-plugin#345), so bytes, with room for what is added later.
 */
export const BYTE_LIMIT = 60_000;

/**
 * The blocks in their order with a blank line between, in at most `bytes` of UTF-8. Whole blocks are left out, from the
 * end, first those that are not needed; then `left_out` says so. Never cuts inside a block.
 */
export function fitBlocks(blocks: Block[], left_out: string, bytes = BYTE_LIMIT): string {
  let kept = blocks;
  for (const needed of [false, true]) {
    while (sizeOf(kept, blocks, left_out) > bytes) {
      const last = kept.findLastIndex((block, index) => block.needed === needed && index > 0);
      if (last === -1) break;
      kept = kept.toSpliced(last, 1);
    }
  }
  return joined(kept, blocks, left_out);
}

/** Blocks that are left out when there is no room. */
export function optional(...markdown: string[]): Block[] {
  return markdown.map((text) => ({ markdown: text, needed: false }));
}

/** Blocks that are left out last. */
export function needed(...markdown: string[]): Block[] {
  return markdown.map((text) => ({ markdown: text, needed: true }));
}

export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

function joined(kept: Block[], all: Block[], left_out: string): string {
  const note = kept.length < all.length ? [left_out] : [];
  return `${[...kept.map((block) => block.markdown), ...note].join("\n\n")}\n`;
}

function sizeOf(kept: Block[], all: Block[], left_out: string): number {
  return utf8Length(joined(kept, all, left_out));
}
