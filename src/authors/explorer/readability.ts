import type { Observation } from "../../frameworks/protocol.ts";
import { isMisuse } from "./misuse.ts";

const ORIGINS: Record<Observation["origin"], number> = {
  criterion: 0,
  docstring: 0.25,
  "existing-test": 0.5,
  boundary: 0.75,
  type: 1,
  search: 1.5,
};

/**
 * How much a reader has to take in, from 0: lines of set-up, length of call and outcome, values that look like noise, and where the
 * input came from. Only its order means something.
 */
export function readingEffort(observation: Observation): number {
  const setup = observation.setup.reduce((sum, statement) => sum + 0.3 + statement.length / 120, 0);
  const call = observation.call.length / 60;
  const outcome = outcomeLength(observation) / 80;
  const private_call = /\._[a-z]/.test(observation.call) || /^_[a-z]/.test(observation.call) ? 1 : 0;
  return (
    ORIGINS[observation.origin] +
    setup +
    call +
    outcome +
    noise(observation.call) +
    private_call +
    (isMisuse(observation) ? 4 : 0) +
    (isConstant(observation) ? 2 : 0)
  );
}

/** Nothing is called: a test that says a constant again is the last resort. */
function isConstant({ call, setup }: Observation): boolean {
  return setup.length === 0 && /^[\p{L}_][\w.]*$/u.test(call);
}

/** More characters than anybody would read in one test; what a runner that is not itself any more might send. */
const LONGEST_TEXT = 6000;

/** Whether an observation is too long to become a test. */
export function isTooLong(observation: Observation): boolean {
  const { setup, call, outcome, after, imports } = observation;
  return JSON.stringify([setup, call, outcome, after, imports]).length > LONGEST_TEXT;
}

function outcomeLength({ outcome, after }: Observation): number {
  const checks = after.reduce((sum, check) => sum + check.expression.length + check.value.length, 0);
  if (outcome.kind === "value") return outcome.value.length + checks;
  if (outcome.kind === "raises") return outcome.message.length / 2 + checks;
  return outcome.facts.reduce((sum, fact) => sum + fact.expression.length + fact.value.length, checks);
}

/** Escapes, control characters, long digits: what a fuzzer leaves and a person would not type. */
function noise(source: string): number {
  const escapes = source.match(/\\(?:x[\da-f]{2}|u[\da-f]{4}|U[\da-f]{8}|[abfv0])/gi)?.length ?? 0;
  const long_numbers = source.match(/\d{6,}/g)?.length ?? 0;
  return Math.min(3, escapes * 0.5 + long_numbers * 0.5);
}
