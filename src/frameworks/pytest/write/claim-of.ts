import type { Claim } from "../../../domain/candidate.ts";
import type { Group } from "./group-observations.ts";
import { outcomeShape } from "./outcome-shape.ts";
import { squeeze } from "./python-tokens.ts";

/** What a written test function claims: a plain sentence, its symbol, its criteria and where its expected value is from. */
export function claimOf(group: Group, name: string): Claim {
  const [{ observation }] = group;
  return {
    name,
    shows: showsOf(group),
    symbol: observation.symbol,
    criteria: observation.criterion === null ? [] : [observation.criterion],
    oracle: observation.expectation?.source ?? "characterization",
  };
}

function showsOf(group: Group): string {
  const [{ observation, expected }] = group;
  const when = observation.because
    ? ` when \`${squeeze(observation.because.condition)}\` is ${observation.because.value ? "true" : "false"}`
    : "";
  const subject = observation.symbol.split("::").at(-1) ?? observation.symbol;
  if (group.length > 1) {
    const what =
      expected.kind === "raises"
        ? `raises ${expected.exception}`
        : (outcomeShape(observation, expected).words?.replaceAll("_", " ") ?? "gives the expected result");
    return `${subject} ${what} for ${group.length} inputs${when}.`;
  }
  const after = observation.setup.length > 0 ? ` after ${cut(observation.setup.map(squeeze).join("; "), 80)}` : "";
  const call = cut(squeeze(observation.call), 100);
  if (expected.kind === "raises")
    return `${call}${after} raises ${expected.exception}${expected.message ? `: ${cut(expected.message, 80)}` : ""}.`;
  if (expected.kind === "facts") {
    const facts = expected.facts.map((fact) => `${fact.expression} is ${fact.value}`).join(", ");
    return `The result of ${call}${after}: ${cut(facts, 100)}.`;
  }
  const then = observation.after.map((check) => `${check.expression} is ${check.value}`).join(", ");
  return `${call}${after} is ${cut(squeeze(expected.value), 80)}${then ? `, then ${cut(then, 80)}` : ""}.`;
}

function cut(text: string, longest: number): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= longest ? line : `${line.slice(0, longest - 1)}…`;
}
