import { isStated } from "../domain/criterion.ts";
import type { Snapshot } from "../domain/snapshot.ts";
import type { JudgedTest } from "../domain/verdict.ts";
import type { Ports } from "../ports.ts";

const without = { item: null, done: null, total: null, seconds: null };

/** Tells those who follow a run what is asked for. Told from what the step gave, so that it is told again after a restart. */
export function tellCriteria({ criteria }: Pick<Snapshot, "criteria">, { events }: Pick<Ports, "events">): void {
  events({
    ...without,
    event: "criteria-read",
    stage: "snapshot",
    criteria: criteria.filter(isStated).map(({ id, text }) => ({ id, text })),
  });
}

/** Tells those who follow a run the verdict of each test, and gives the tests. */
export function tellVerdicts(judged: JudgedTest[], { events }: Pick<Ports, "events">): JudgedTest[] {
  for (const { name, verdict, claim } of judged) {
    events({ ...without, event: "test-judged", stage: "evaluate", item: name, verdict: verdict.kind, claims: claim.criteria });
  }
  return judged;
}
