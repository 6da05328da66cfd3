import { z } from "zod";
import { Generated } from "../domain/candidate.ts";
import { Execution } from "../domain/execution.ts";
import { type Plan, Target } from "../domain/plan.ts";
import type { Snapshot } from "../domain/snapshot.ts";
import { JudgedTest } from "../domain/verdict.ts";
import type { Ports } from "../ports.ts";
import type { Stages } from "../runs/stages.ts";
import type { Step } from "../runs/steps.ts";
import { tellVerdicts } from "../runs/tell-findings.ts";
import { planRound } from "./2-plan/plan-tests.ts";
import { generateCandidate } from "./3-generate/generate-candidate.ts";
import { RUN_REPLANS } from "./3-generate/limits.ts";
import { executeCandidate } from "./4-execute/execute-candidate.ts";
import { evaluateCandidate } from "./5-evaluate/evaluate-candidate.ts";
import { gapsOf } from "./shared/gaps-of.ts";

/** Rounds after the plan's own: two of a model, and one in which the explorer fills in. */
const MORE_ROUNDS = 3;

export interface Worked {
  /** The plan with the targets of every round. */
  plan: Plan;
  generated: Generated[];
  judged: JudgedTest[];
  /** Rounds that were worked on: 1 when the plan was all there was. */
  rounds: number;
}

/**
 * Stages 3 to 5: every target of the plan is generated, executed and evaluated; then the author is asked what to test next
 * for what is still open, until it has nothing more to propose or `MORE_ROUNDS` are over.
 */
export async function workInRounds(
  plan: Plan,
  snapshot: Snapshot,
  { step, stages }: { step: Step; stages: Stages },
  ports: Pick<Ports, "author" | "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<Worked> {
  const generated: Generated[] = [];
  const rounds: JudgedTest[][] = [];
  const all: Target[] = [];
  for (let targets = plan.targets; targets.length > 0 || rounds.length === 0; ) {
    const spent = generated.reduce((sum, one) => sum + ("replans" in one ? one.replans : 0), 0);
    const allowance = { left: Math.max(0, RUN_REPLANS - spent) };
    const written = await stages.each("generate", targets, async (target, signal) => {
      const generate = () => generateCandidate(target, snapshot, ports, allowance, signal);
      return { target, candidate: await step(`generate:${target.id}`, Generated, generate) };
    });
    const executed = await stages.each("execute", written, async ({ target, candidate }, signal) => {
      const execute = () => executeCandidate(candidate, snapshot, ports, signal);
      return { target, candidate, execution: await step(`execute:${target.id}`, Execution, execute) };
    });
    const judged = await stages.each("evaluate", executed, async ({ target, candidate, execution }, signal) => {
      const evaluate = () => evaluateCandidate(candidate, execution, snapshot, ports, signal);
      return tellVerdicts(await step(`evaluate:${target.id}`, z.array(JudgedTest), evaluate), ports);
    });
    all.push(...targets);
    generated.push(...written.map(({ candidate }) => candidate));
    rounds.push(judged.flat());
    if (ports.author.continue === undefined || rounds.length > MORE_ROUNDS) break;
    const gaps = gapsOf(snapshot, [...all], rounds);
    targets = await step(`plan:${rounds.length + 1}`, z.array(Target), () => planRound(gaps, snapshot, ports, signal));
  }
  return { plan: { ...plan, targets: all }, generated, judged: rounds.flat(), rounds: rounds.length };
}
