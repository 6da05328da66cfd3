import type { Handover } from "../domain/handover.ts";
import { Plan } from "../domain/plan.ts";
import { Snapshot } from "../domain/snapshot.ts";
import type { Ports } from "../ports.ts";
import { stagesOf } from "../runs/stages.ts";
import { stepsOf } from "../runs/steps.ts";
import { takeSnapshot } from "./1-snapshot/take-snapshot.ts";
import { planTests } from "./2-plan/plan-tests.ts";

/** What a run would test: the first two stages of the pipeline and nothing else. Writes nowhere; throws what they throw. */
export async function planOnly(
  { id, handover }: { id: string; handover: Handover },
  ports: Ports,
  signal: AbortSignal,
): Promise<{ snapshot: Snapshot; plan: Plan }> {
  const step = stepsOf(id, ports.store);
  const stages = stagesOf(ports, 1, signal);
  const snapshot = await stages.run("snapshot", () => step("snapshot", Snapshot, () => takeSnapshot(handover, ports, signal)));
  const plan = await stages.run("plan", () => step("plan", Plan, () => planTests(snapshot, ports, signal)));
  return { snapshot, plan };
}
