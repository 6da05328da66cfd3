import { plainLine } from "./criterion-comment.ts";
import { PUNCTUATION } from "./punctuation.ts";
import { snake } from "./words.ts";

/**
 * What a criterion says, as the name of the test of its example: `An unknown unit is refused: ...` -> `unknown_unit_is_refused`.
 * `null` when the sentence is too long to be a name.
 */
export function describeCriterion(text: string): string | null {
  const spoken = plainLine(text).replace(/`([^`]*)`/g, (_, code: string) => ` ${PUNCTUATION[code] ?? snake(code)} `);
  const sentence = spoken.split(/[:;.(]\s/)[0] ?? "";
  const words = snake(sentence.replace(/^(?:an?|the)\s+/i, ""));
  return words.split("_").length >= 3 && words.length <= 55 ? words : null;
}
