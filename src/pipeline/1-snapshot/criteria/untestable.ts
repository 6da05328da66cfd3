import type { Criterion } from "../../../domain/criterion.ts";

/** Qualities without a measure. */
const VAGUE =
  "(?:fast|faster|quick|quicker|quickly|snappy|perform(?:ant|s? well)|efficient(?:ly)?|responsive|scal(?:able|es well)|easy|easier|simple|simpler|intuitive|(?:user|developer)[- ]friendly|convenient|clean(?:er)?|readable|maintainable|understandable|robust|reliable|nice|pretty|beautiful|modern|seamless(?:ly)?|smooth(?:ly)?|elegant|well[- ](?:documented|structured|written|designed|tested)|secure|flexible|extensible|good|better|great|reasonable|appropriate|sensible|high quality|of high quality)";
const DEGREE = "(?:(?:very|as|more|reasonably|sufficiently|fairly|really|quite|much|also|always|still|both)\\s+)*";
const MODAL = "(?:(?:must|should|shall|will|can|has to|have to|needs? to|ought to)\\s+)?";
const BE = "(?:be|is|are|feels?|looks?|stays?|remains?|keeps?|runs?|works?|becomes?)";
const FOR_WHOM =
  "(?:\\s+(?:to\\s+\\w+(?:\\s+\\w+)?|for\\s+(?:the\\s+|all\\s+|new\\s+)?(?:users?|developers?|people|everyone)|as possible|enough|code))?";
const SUBJECT = "(?:[\\w'-]+\\s+){0,8}?";

/** A clause that says nothing but such a quality, or that something works as it should. */
const SAYS_NOTHING: readonly RegExp[] = [
  new RegExp(`^${SUBJECT}${MODAL}${BE}\\s+${DEGREE}${VAGUE}${FOR_WHOM}$`, "i"),
  new RegExp(`^${MODAL}(?:${BE}\\s+)?${DEGREE}${VAGUE}${FOR_WHOM}$`, "i"),
  new RegExp(
    `^${SUBJECT}${MODAL}(?:works?|behaves?|functions?|performs?|handles?(?:\\s+\\w+){1,3}|(?:is|are|be)\\s+handled)\\s+(?:well|properly|correctly|gracefully|nicely|appropriately|sensibly|as expected|as intended)$`,
    "i",
  ),
  /^(?:improves?|better|increases?|enhances?)\s+(?:the\s+)?(?:[\w-]+\s+){0,2}(?:performance|speed|readability|maintainability|quality|usability|experience|ux|ui|code)$/i,
];

/** What is about the work and not about what the code does. */
const ABOUT_THE_WORK: readonly RegExp[] = [
  /\b(?:documentation|docs|docstrings?|readme|changelog|release notes?)\b.{0,60}\b(?:updated?|added|written|extended|mentions?|describes?|explains?)\b/i,
  /^\W*(?:updates?|adds?|writes?|extends?)\b.{0,40}\b(?:documentation|docs|docstrings?|readme|changelog|release notes?|tests)\b/i,
  /^\W*(?:(?:unit|integration|new|all|existing|the)\s+)*tests?\s+(?:(?:are|is|must|should|be|still|have|been)\s+)*(?:added|written|pass(?:es|ing)?|green|cover(?:ed|s)?)\b/i,
  /\breviewed by\b|^\W*(?:the\s+)?ci\b.{0,20}\b(?:green|pass(?:es)?)\b|\bno (?:lint|type|linter) (?:errors|warnings)\b/i,
];

/** A clause of more is no platitude. */
const LENGTH = 400;

/**
 * Why no test can decide a criterion, by its words alone; `null`: one may. Names, literals and examples are things to observe,
 * so a criterion that has any of them is never called untestable.
 */
export function whyUntestable({ text, examples, literals }: Pick<Criterion, "text" | "examples" | "literals">): string | null {
  if (examples.length > 0 || literals.length > 0 || text.length > LENGTH || /[`"“\d]|\w_\w|\w\(/.test(text)) return null;
  const plain = text.replace(/[*_~]/g, "").replace(/\s+/g, " ").trim();
  if (ABOUT_THE_WORK.some((pattern) => pattern.test(plain))) {
    return "is about the work, not about what the code does: nothing that runs can show it";
  }
  const clauses = plain.split(/[,;.:!]|\s(?:and|but|while|so that)\s/).map((clause) => clause.trim());
  const said = clauses.filter((clause) => clause !== "");
  const vague = said.length > 0 && said.every((clause) => SAYS_NOTHING.some((pattern) => pattern.test(clause)));
  return vague ? "names nothing that a test could observe: which input, which result, which limit?" : null;
}
