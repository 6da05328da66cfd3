import type { Gaps } from "../../domain/gaps.ts";
import type { Plan, Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports } from "../../ports.ts";
import { checkPlan } from "./check-plan.ts";

/** The author's plan, cut down to what exists: an author proposes, it does not decide what the change holds. */
export async function planTests(snapshot: Snapshot, ports: Pick<Ports, "author" | "events">, signal: AbortSignal): Promise<Plan> {
  const proposed = await ports.author.plan(snapshot, signal);
  signal.throwIfAborted();
  return checked(proposed, [], snapshot, ports);
}

/** The targets of one more round, cut down in the same way. None: the author has nothing more to propose. */
export async function planRound(
  gaps: Gaps,
  snapshot: Snapshot,
  ports: Pick<Ports, "author" | "events">,
  signal: AbortSignal,
): Promise<Target[]> {
  const proposed = (await ports.author.continue?.(gaps, snapshot, signal)) ?? [];
  signal.throwIfAborted();
  return checked({ targets: proposed, untestable: [] }, gaps.targets, snapshot, ports).targets;
}

function checked(proposed: Plan, earlier: Target[], snapshot: Snapshot, { events }: Pick<Ports, "events">): Plan {
  const { plan, dropped } = checkPlan(proposed, snapshot, frameworkById(snapshot.framework), earlier);
  for (const item of dropped) events({ event: "note", stage: "plan", item, done: null, total: null, seconds: null });
  return plan;
}
