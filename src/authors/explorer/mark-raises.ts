import type { Criterion } from "../../domain/criterion.ts";
import type { Observation } from "../../frameworks/protocol.ts";

/**
 * Says `raises X` for an unmet expectation that is the exception of a criterion's example: by its name alone an exception can not
 * be told from any other class.
 */
export function markRaises(observations: Observation[], criteria: Criterion[]): Observation[] {
  return observations.map((observation) => {
    const { expectation } = observation;
    const examples = criteria.find((criterion) => criterion.id === observation.criterion)?.examples ?? [];
    const is_exception = examples.some((example) => example.raises !== null && example.raises === expectation?.expected);
    if (expectation === null || expectation.met || !is_exception) return observation;
    return { ...observation, expectation: { ...expectation, expected: `raises ${expectation.expected}` } };
  });
}
