import { isInterpreterMessage } from "./interpreter-messages.ts";
import { snake } from "./words.ts";

const NOT_A_NOUN =
  /\b(?:must|is|are|was|were|can|cannot|could|should|may|not|no|does|do|did|has|have|expected|got|to|takes|requires|needs|been|be|a|an|the|of|for|from|than)\b/i;
const DANGLING = new Set("a an the of for from to in at on by with than not be is are must and or more".split(" "));
const MOST_WORDS = 9;
/** Where in the input it went wrong says nothing about what. */
const POSITION = /[\s,(]*\b(?:at |on |in )?(?:line|position|column|col|char|offset|index) \d[\s\S]*$/i;

/**
 * An exception's message in words for a test's name: `noun` when its start names the culprit (`unknown unit: w` ->
 * `for_unknown_unit`), else `clause`, its first words as they are. Messages of the interpreter give neither.
 */
export function describeMessage(exception: string, message: string): { noun: string | null; clause: string | null } {
  if (isInterpreterMessage(exception, message)) return { noun: null, clause: null };
  const start =
    message
      .replace(POSITION, "")
      .split(/[:;,.("'`\n]/)[0]
      ?.trim() ?? "";
  const words = snake(start)
    .split("_")
    .filter((word) => word !== "");
  const is_noun = /^[A-Za-z][A-Za-z _-]*$/.test(start) && !NOT_A_NOUN.test(start) && words.length >= 2 && words.length <= 4;
  if (is_noun) return { noun: `for_${words.join("_")}`, clause: null };
  const clause = words.slice(0, MOST_WORDS);
  while (DANGLING.has(clause.at(-1) ?? "")) clause.pop();
  const is_said = clause.length >= 3 && /^[a-z]/.test(clause[0] ?? "");
  return { noun: null, clause: is_said ? clause.join("_") : null };
}
