import type { CriterionItems } from "./criterion-item.ts";
import { gherkinItems } from "./gherkin-items.ts";
import { markdownItems } from "./markdown-items.ts";

/** The places of a document that state criteria, in its order. A `.feature` file is Gherkin, everything else Markdown. */
export function findCriterionItems({ path, text }: { path: string; text: string }): CriterionItems {
  return /\.feature$/i.test(path) ? gherkinItems(text, path) : markdownItems(text, path);
}
