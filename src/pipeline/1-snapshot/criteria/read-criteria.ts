import type { Criterion } from "../../../domain/criterion.ts";
import type { Handover } from "../../../domain/handover.ts";
import type { Framework } from "../../../frameworks/framework.ts";
import { CRITERIA_LIMIT } from "../limits.ts";
import { contradictions } from "./contradictions.ts";
import type { CriterionItem } from "./criterion-item.ts";
import { findCriterionItems } from "./criterion-items.ts";
import { whyUntestable } from "./untestable.ts";

export interface Criteria {
  criteria: Criterion[];
  unrepresented_sections: string[];
  warnings: string[];
}

/** The number an author gave a criterion: `AC-3:`, `AC#3`, `**AC 3** -`. */
const OWN_NUMBER = /^\W*AC[-#\s]?(\d{1,6})\b[\s*_:.)\]–—-]*/i;

/** Examples are looked for in this much of a criterion: nobody reads on, and hostile text takes a time that grows with its square. */
const EXAMPLES_LENGTH = 4000;

/**
 * The acceptance criteria of the handover's specification, verbatim, each with where it stands. None is an answer too. Those
 * that no test could decide, by their words or because another one contradicts them, say so.
 */
export function readCriteria(spec: Handover["spec"], framework: Pick<Framework, "examplesIn">): Criteria {
  if (spec === null) {
    const warning = "No specification was given, so no test can be tied to an acceptance criterion.";
    return { criteria: [], unrepresented_sections: [], warnings: [warning] };
  }
  const documents = [spec, ...(spec.also ?? [])];
  const read = documents.map((document) => ({ document, found: findCriterionItems(document) }));
  const items = read.flatMap(({ document, found }) => found.items.map((item) => ({ ...item, path: document.path })));
  const warnings = read.flatMap(({ found }) => found.problems);
  const names = documents.map(({ path }) => path).join(", ");
  const states = documents.length === 1 ? "states" : "state";
  if (items.length === 0) warnings.push(`${names} ${states} no acceptance criteria under a heading or line that says so.`);
  if (items.length > CRITERIA_LIMIT) {
    warnings.push(`${names} ${states} ${items.length} criteria; the first ${CRITERIA_LIMIT} are used.`);
  }
  const criteria = numbered(items.slice(0, CRITERIA_LIMIT)).map(({ id, text, path, line }): Criterion => {
    const { examples, literals } = framework.examplesIn(text.slice(0, EXAMPLES_LENGTH));
    return { id, text, origin: { source: spec.origin ?? "spec", path, line }, examples, literals };
  });
  const contradicted = contradictions(criteria);
  return {
    criteria: criteria.map((criterion) => {
      const unverifiable = contradicted.get(criterion.id) ?? whyUntestable(criterion);
      return unverifiable === null ? criterion : { ...criterion, unverifiable };
    }),
    unrepresented_sections: read.flatMap(({ found }) => found.empty_sections),
    warnings: [...warnings, ...[...contradicted].map(([id, question]) => `${id} ${question}`)],
  };
}

type Located = CriterionItem & { path: string };

/** An author's own number stays the id when nobody else has it; the others are counted around those. */
function numbered(items: Located[]): (Located & { id: string })[] {
  const own = items.map(({ text, number }) => {
    const digits = number ?? OWN_NUMBER.exec(text)?.[1];
    return digits === undefined ? null : `AC-${Number(digits)}`;
  });
  const unique = own.map((id) => (id !== null && own.indexOf(id) === own.lastIndexOf(id) ? id : null));
  const taken = new Set(unique);
  let next = 1;
  return items.map((item, index) => {
    const id = unique[index] ?? null;
    if (id !== null) return { ...item, id, text: item.text.replace(OWN_NUMBER, "").trim() || item.text };
    while (taken.has(`AC-${next}`)) next++;
    return { ...item, id: `AC-${next++}` };
  });
}
