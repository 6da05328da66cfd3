import type { Criterion } from "../../../domain/criterion.ts";
import type { Handover } from "../../../domain/handover.ts";
import type { Framework } from "../../../frameworks/framework.ts";
import { CRITERIA_LIMIT } from "../limits.ts";
import { type CriterionItem, findCriterionItems } from "./criterion-items.ts";

export interface Criteria {
  criteria: Criterion[];
  unrepresented_sections: string[];
  warnings: string[];
}

/** The number an author gave a criterion: `AC-3:`, `AC#3`, `**AC 3** -`. */
const OWN_NUMBER = /^\W*AC[-#\s]?(\d+)\b[\s*_:.)\]–—-]*/i;

/** The acceptance criteria of the handover's specification, verbatim, each with where it stands. None is an answer too. */
export function readCriteria(spec: Handover["spec"], framework: Pick<Framework, "examplesIn">): Criteria {
  if (spec === null) {
    const warning = "No specification was given, so no test can be tied to an acceptance criterion.";
    return { criteria: [], unrepresented_sections: [], warnings: [warning] };
  }
  const { items, empty_sections } = findCriterionItems(spec.text);
  const warnings: string[] = [];
  if (items.length === 0) warnings.push(`${spec.path} states no acceptance criteria under a heading or line that says so.`);
  if (items.length > CRITERIA_LIMIT) {
    warnings.push(`${spec.path} states ${items.length} criteria; the first ${CRITERIA_LIMIT} are used.`);
  }
  const criteria = numbered(items.slice(0, CRITERIA_LIMIT)).map(({ id, text, line }): Criterion => {
    const { examples, literals } = framework.examplesIn(text);
    return { id, text, origin: { source: spec.origin ?? "spec", path: spec.path, line }, examples, literals };
  });
  return { criteria, unrepresented_sections: empty_sections, warnings };
}

/** An author's own number stays the id when nobody else has it; the others are counted around those. */
function numbered(items: CriterionItem[]): (CriterionItem & { id: string })[] {
  const own = items.map(({ text }) => {
    const digits = OWN_NUMBER.exec(text)?.[1];
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
