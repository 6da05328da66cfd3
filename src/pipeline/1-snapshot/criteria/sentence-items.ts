import type { CriterionItem } from "./criterion-item.ts";

/** What a sentence may be long: more is no requirement but a page. */
const SENTENCE_LIMIT = 1000;
/** The templates of EARS (Mavin et al. 2009): an optional condition, a subject, `shall`, a response. */
const SHALL = /\bshall\b/i;
const CONDITION = /^\W*(?:while|when|whenever|where|if|unless|until|after|before|upon|once|as soon as)\b/i;
const SUBJECT = /^\W*(?:(?:then\s+)?(?:the|an?|each|every|all|any|no|it|they|this|these)\b|`|[A-Z])/;
/** The template of a user story (Cohn 2004): role, goal, and mostly a benefit. */
const STORY = /^\W*as an? [^,\n]{1,200},?\s+(?:I|we)\s+(?:want|need|would like|wish|can|should be able)\b/i;
/** Steps in the words of Gherkin, outside of a block that says so. */
const GIVEN = /^\W*(?:scenario(?: outline)?\b.{0,200}|given\b)/i;
const THEN = /(?:^|[\s*_])then\b/i;

/** Whether a text states a requirement with `shall`, after a condition or of a subject. */
export function isRequirement(text: string): boolean {
  return text.length <= SENTENCE_LIMIT && SHALL.test(text) && (CONDITION.test(text) || SUBJECT.test(text));
}

export function isUserStory(text: string): boolean {
  return STORY.test(text);
}

/** Whether a paragraph is a scenario: it gives something first and then expects something. */
export function isScenario(text: string): boolean {
  return text.length <= 4 * SENTENCE_LIMIT && GIVEN.test(text) && THEN.test(text);
}

/** The sentences of a paragraph that state a requirement with `shall`, word for word; `line`: where the paragraph begins. */
export function requirementsIn(paragraph: string, line: number): CriterionItem[] {
  if (!SHALL.test(paragraph)) return [];
  return sentencesOf(paragraph).flatMap(({ text, start }) => {
    if (!isRequirement(text)) return [];
    const before = paragraph.slice(0, start + text.length - text.trimStart().length);
    return [{ text: text.trim(), line: line + before.split("\n").length - 1 }];
  });
}

const SEGMENTER = new Intl.Segmenter("en", { granularity: "sentence" });

/** Sentences of a text; a line break or a full stop inside code ends none. */
function sentencesOf(text: string): { text: string; start: number }[] {
  const plain = text.replace(/`[^`]*`/g, (code) => "x".repeat(code.length)).replace(/\n/g, " ");
  return [...SEGMENTER.segment(plain)].map(({ segment, index }) => ({
    text: text.slice(index, index + segment.length),
    start: index,
  }));
}
