import type { Observation } from "../../frameworks/protocol.ts";

/** A criterion or docstring expects something else than what the head does. An expectation that reads like the outcome is met. */
export function isSuspectedBug({ expectation, outcome }: Observation): boolean {
  if (expectation === null || expectation.met) return false;
  return outcome.kind !== "value" || plain(expectation.expected) !== plain(outcome.value);
}

function plain(source: string): string {
  return source.replace(/\s/g, "").replaceAll("'", '"');
}
