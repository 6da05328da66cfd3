import type { Criterion } from "../../../domain/criterion.ts";

/**
 * Criteria that can not both hold, with a question that would settle it, by id. Two contradict each other when they give one
 * call different results, or when they are the same words with the same inputs and differ in what is to come out.
 */
export function contradictions(criteria: Criterion[]): Map<string, string> {
  const questions = new Map<string, string>();
  const ask = (one: Criterion, other: Criterion, mine: string, theirs: string) => {
    if (!questions.has(one.id)) questions.set(one.id, `contradicts ${other.id}: is it ${mine} or ${theirs}?`);
    if (!questions.has(other.id)) questions.set(other.id, `contradicts ${one.id}: is it ${theirs} or ${mine}?`);
  };
  const results = new Map<string, { criterion: Criterion; result: string }>();
  const skeletons = new Map<string, { criterion: Criterion; outcomes: string[] }>();
  for (const criterion of criteria) {
    for (const { call, expected, raises } of criterion.examples) {
      const key = call.replace(/\s+/g, "").replaceAll("'", '"');
      const result = raises === null ? (expected ?? "") : `the error ${raises}`;
      const before = results.get(key);
      if (before === undefined) results.set(key, { criterion, result });
      else if (before.criterion !== criterion && differ(before.result, result)) {
        ask(before.criterion, criterion, before.result, result);
      }
    }
    const { skeleton, outcomes } = skeletonOf(criterion.text);
    const before = skeletons.get(skeleton);
    if (outcomes.length === 0) continue;
    if (before === undefined) skeletons.set(skeleton, { criterion, outcomes });
    else {
      const at = outcomes.findIndex((outcome, index) => differ(outcome, before.outcomes[index] ?? ""));
      if (at !== -1) ask(before.criterion, criterion, before.outcomes[at] ?? "", outcomes[at] ?? "");
    }
  }
  return questions;
}

/** `ValueError` and `ValueError("text")` are the same error, said more and less exactly. */
function differ(one: string, other: string): boolean {
  const [a, b] = [one, other].map((text) => text.replace(/\s+/g, "").replaceAll("'", '"'));
  return a !== b && !(one.startsWith("the error ") && (a?.startsWith(`${b}(`) || b?.startsWith(`${a}(`)));
}

const LITERAL = /`[^`\n]+`|"[^"\n]+"|“[^”\n]+”|(?<![\w.-])-?\d+(?:[.,]\d+)*(?![\w.-]*\w)/g;
/** What stands before a literal that is to come out. */
const COMES_OUT =
  /(?:\b(?:returns?|gives?|yields?|equals?|is|are|be|becomes?|prints?|produces?|defaults? to|results? in|exactly|at most|at least|up to|no more than|no fewer than|not exceed|limited to|set to)|==|->|→|=)\s*(?:the\s+(?:value|text|string|number)\s+)?$/i;
/** What stands before a literal that goes in, whatever follows. */
const GOES_IN = /\b(?:for|when|if|given|with|from|on|while|where|after|before|unless|until|of)\b[^.;,]*$/i;
const CALL_AND_RESULT = /^`(.+?)\s*(==|->|→|=>)\s*(.+)`$/;

/**
 * The words of a criterion with its outcomes left open; what goes in stays part of the words. Without an outcome nothing can be
 * contradicted.
 */
function skeletonOf(text: string): { skeleton: string; outcomes: string[] } {
  const outcomes: string[] = [];
  let before = "";
  let at = 0;
  for (const { index, 0: literal } of text.matchAll(LITERAL)) {
    before += text.slice(at, index);
    at = index + literal.length;
    const inside = CALL_AND_RESULT.exec(literal);
    const clause = text.slice(Math.max(0, index - 200), index);
    if (inside !== null) {
      outcomes.push(`\`${inside[3]}\``);
      before += `\`${inside[1]}\` == _`;
    } else if (COMES_OUT.test(clause) && !GOES_IN.test(clause.replace(COMES_OUT, ""))) {
      outcomes.push(literal);
      before += "_";
    } else before += literal;
  }
  const skeleton = (before + text.slice(at))
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_`"'.+-]+/gu, " ")
    .replace(/[.\s]+$/, "")
    .trim();
  return { skeleton, outcomes };
}
