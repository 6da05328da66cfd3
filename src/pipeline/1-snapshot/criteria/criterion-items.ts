import type { CriterionItems } from "./criterion-item.ts";
import { gherkinItems } from "./gherkin-items.ts";
import { markdownItems } from "./markdown-items.ts";

/** How far into a document its first line with a word is looked for. */
const HEAD_LENGTH = 2000;

/**
 * The places of a document that state criteria, in its order. A `.feature` file is Gherkin, and so is a text that begins with a
 * feature, wherever it came from; everything else is Markdown.
 */
export function findCriterionItems({ path, text }: { path: string; text: string }): CriterionItems {
  return /\.feature$/i.test(path) || beginsWithFeature(text) ? gherkinItems(text, path) : markdownItems(text, path);
}

function beginsWithFeature(text: string): boolean {
  const lines = text.slice(0, HEAD_LENGTH).split("\n");
  return (
    lines
      .find((line) => !/^\s*(?:$|[#@])/.test(line))
      ?.trimStart()
      .startsWith("Feature:") ?? false
  );
}
