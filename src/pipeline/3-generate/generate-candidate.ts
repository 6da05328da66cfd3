import type { Finding, Generated } from "../../domain/candidate.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Ports } from "../../ports.ts";
import { type Attempt, draftUntilItStands } from "./draft-until-it-stands.ts";
import { REPLANS } from "./limits.ts";

/** How many times targets of a run may still be planned anew. Shared by the targets that are worked on at a time. */
export interface ReplanAllowance {
  left: number;
}

/**
 * One target's test file. A plan of which no draft stands is given back to the author, at most `REPLANS` times and only while
 * the run's allowance lasts; then the target is stuck. Throws `InfrastructureError` when a draft can not be examined.
 */
export async function generateCandidate(
  target: Target,
  snapshot: Snapshot,
  ports: Pick<Ports, "author" | "sandbox" | "forge" | "events">,
  allowance: ReplanAllowance,
  signal: AbortSignal,
): Promise<Generated> {
  let attempt = await draftUntilItStands(target, snapshot, ports, signal);
  if (attempt.status !== "standing" && attempt.status !== "stuck") return attempt;
  let { repairs } = attempt;
  let replans = 0;
  while (attempt.status === "stuck" && replans < REPLANS) {
    const other = await anotherWay(target, snapshot, attempt, ports, allowance, signal);
    if (other === null) break;
    replans++;
    const next = await draftUntilItStands(other, snapshot, ports, signal);
    if (next.status !== "standing" && next.status !== "stuck") break;
    attempt = next;
    repairs += next.repairs;
  }
  return { ...attempt, repairs, replans };
}

/** The same target with other symbols or behaviours. It keeps its file and its criteria: a replan may not plan them away. */
async function anotherWay(
  target: Target,
  snapshot: Snapshot,
  { candidate, findings }: Attempt & { status: "stuck" },
  { author, events }: Pick<Ports, "author" | "events">,
  allowance: ReplanAllowance,
  signal: AbortSignal,
): Promise<Target | null> {
  if (author.replan === undefined || allowance.left === 0) return null;
  allowance.left--;
  const planned = await author.replan(target, snapshot, findings, signal);
  signal.throwIfAborted();
  if (planned === null) {
    allowance.left++;
    return null;
  }
  const item = `${candidate.path} is planned anew: ${reasonOf(findings)}`;
  events({ event: "note", stage: "generate", item, done: null, total: null, seconds: null });
  const known = new Set([...snapshot.symbols, ...snapshot.dependencies].map((symbol) => symbol.id));
  const symbols = planned.symbols.filter((symbol) => known.has(symbol));
  return { ...target, symbols: symbols.length > 0 ? symbols : target.symbols, behaviours: planned.behaviours };
}

function reasonOf(findings: Finding[]): string {
  return findings[0]?.message ?? "it holds no test";
}
