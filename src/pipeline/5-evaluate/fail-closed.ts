import type { SignalName } from "../../domain/evidence.ts";

/** Authors that are code. Any other name counts as a model: an unknown author needs more proof, not less. */
const WITHOUT_MODEL: ReadonlySet<string> = new Set(["explorer"]);

export function isModel(author: string): boolean {
  return !WITHOUT_MODEL.has(author);
}

export type Need = "always" | "when a model wrote the test" | "never";

/**
 * The one place that says which signals a test needs to be accepted, and what becomes of it without them. A needed signal
 * that was not measured never gives `accept`; `without` says what it gives instead.
 */
export const signalNeeds: Record<SignalName, { need: Need; without: string }> = {
  executed: { need: "always", without: "`not-run`: nothing is known about the test" },
  head: { need: "always", without: "`not-run`: nothing is known about the test" },
  stability: { need: "always", without: "at most `flag`" },
  mutation: { need: "always", without: "at most `flag`, and only with RED on the base or new coverage; else `reject`" },
  base: { need: "never", without: "no RED: the test must kill a mutant" },
  coverage: { need: "never", without: "no credit for coverage: the test must add a kill or prove a criterion" },
  lint: { need: "always", without: "at most `flag`" },
  criterion: { need: "always", without: "at most `flag`" },
  relevance: { need: "when a model wrote the test", without: "at most `flag`" },
};

/** The signals a test of this author needs. */
export function neededSignals(author: string): SignalName[] {
  const model = isModel(author);
  return (Object.keys(signalNeeds) as SignalName[]).filter((name) => {
    const { need } = signalNeeds[name];
    return need === "always" || (need === "when a model wrote the test" && model);
  });
}
