import type { Observation } from "../../protocol.ts";
import { type CallTemplate, fillTemplate, templateOf } from "./call-template.ts";
import { type Expected, expectedOf } from "./expected-outcome.ts";
import { outcomeShape } from "./outcome-shape.ts";
import { squeeze } from "./python-tokens.ts";

/** One observation with what a test asserts about it. */
export interface Case {
  observation: Observation;
  expected: Expected;
  template: CallTemplate | null;
}

/** Cases that become one test function; more than one become a parametrised test. */
export type Group = [Case, ...Case[]];

/** A table that is longer hides what it shows. */
const MOST_ROWS = 8;

/**
 * Puts together the observations that show one idea: the same symbol, call shape, set-up, deciding condition, kind of
 * outcome and oracle. Order is kept. A verdict is given per function, so nothing that could be dropped alone is grouped.
 */
export function groupObservations(observations: Observation[]): Group[] {
  const groups = new Map<string, Group[]>();
  for (const observation of observations) {
    const one: Case = {
      observation,
      expected: expectedOf(observation),
      template: templateOf(observation.call, observation.arguments),
    };
    const key = ideaOf(one) ?? observation.id;
    const chunks = groups.get(key) ?? [];
    const last = chunks.at(-1);
    if (last === undefined || last.length === MOST_ROWS) groups.set(key, [...chunks, [one]]);
    else last.push(one);
  }
  return [...groups.values()].flat();
}

/** Equal for cases that belong in one table; `null` for one that must stand alone. */
function ideaOf({ observation, expected, template }: Case): string | null {
  if (template === null || template.slots.length === 0 || expected.kind === "facts" || observation.after.length > 0) return null;
  if (observation.expectation?.met === false) return null;
  return JSON.stringify([
    observation.symbol,
    observation.setup.map(squeeze),
    squeeze(fillTemplate(template, (name) => name)),
    template.slots.map((slot) => slot.name),
    expected.kind === "raises" ? ["raises", expected.exception, expected.message] : ["value", expected.compare],
    outcomeShape(observation, expected),
    observation.expectation?.source ?? "characterization",
    observation.criterion,
    observation.because && [squeeze(observation.because.condition), observation.because.value],
  ]);
}
