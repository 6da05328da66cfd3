import type { Plan } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports } from "../../ports.ts";
import { checkPlan } from "./check-plan.ts";

/** The author's plan, cut down to what exists: an author proposes, it does not decide what the change holds. */
export async function planTests(snapshot: Snapshot, ports: Pick<Ports, "author" | "events">, signal: AbortSignal): Promise<Plan> {
  const proposed = await ports.author.plan(snapshot, signal);
  signal.throwIfAborted();
  const { plan, dropped } = checkPlan(proposed, snapshot, frameworkById(snapshot.framework));
  for (const item of dropped) ports.events({ event: "note", stage: "plan", item, done: null, total: null, seconds: null });
  return plan;
}
