import type { Criterion } from "../../domain/criterion.ts";
import type { Observation } from "../../frameworks/protocol.ts";

/**
 * Gives an observation without an expectation the criterion it plainly falls under: the only one whose text names its outcome
 * (the exception, `unchanged`, `returns None`, an empty result), if all literals that the criterion names are in it. The expected
 * value is still the head's, so the test stays a characterization and proves the criterion only weakly.
 */
export function linkCriteria(observations: Observation[], criteria: Criterion[]): Observation[] {
  return observations.map((observation) => {
    if (observation.criterion !== null || observation.expectation !== null) return observation;
    const phrase = outcomePhrase(observation);
    const [only, ...others] = phrase === null ? [] : criteria.filter((criterion) => phrase.test(criterion.text));
    if (only === undefined || others.length > 0 || only.examples.length > 0) return observation;
    return only.literals.every((literal) => textOf(observation).includes(bare(literal)))
      ? { ...observation, criterion: only.id }
      : observation;
  });
}

/** How a criterion would speak of this outcome; `null`: not in words that could be recognised. */
function outcomePhrase({ outcome, arguments: values }: Observation): RegExp | null {
  if (outcome.kind === "raises") return new RegExp(`\\b${outcome.exception.split(".").at(-1)?.replace(/\W/g, "")}\\b`);
  if (outcome.kind === "facts") return null;
  const [main] = values;
  if (main !== undefined && main.value.length > 3 && main.value === outcome.value) return /\bunchanged\b/i;
  if (outcome.value === "None") return /\b(?:returns?|gives?) `?None\b/;
  if (/^(?:\[\]|\(\)|\{\}|set\(\)|''|""|b''|b"")$/.test(outcome.value)) return /\b(?:returns?|gives?|yields?) (?:an )?empty\b/i;
  return null;
}

function textOf({ call, setup, outcome }: Observation): string {
  const said = outcome.kind === "raises" ? [outcome.exception, outcome.message] : outcome.kind === "value" ? [outcome.value] : [];
  return [call, ...setup, ...said].join("\n");
}

function bare(literal: string): string {
  return literal.replace(/^[a-zA-Z]{0,2}(["'])([\s\S]*)\1$/, "$2");
}
