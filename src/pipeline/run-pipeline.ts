import type { Handover } from "../domain/handover.ts";
import { Plan } from "../domain/plan.ts";
import { Report } from "../domain/report.ts";
import { Snapshot } from "../domain/snapshot.ts";
import { frameworkById } from "../frameworks/index.ts";
import type { Ports } from "../ports.ts";
import type { MeteredSandbox } from "../runs/meter-sandbox.ts";
import { stagesOf } from "../runs/stages.ts";
import { stepsOf } from "../runs/steps.ts";
import { tellCriteria } from "../runs/tell-findings.ts";
import { takeSnapshot } from "./1-snapshot/take-snapshot.ts";
import { planTests } from "./2-plan/plan-tests.ts";
import { requireAnAuthor } from "./3-generate/require-an-author.ts";
import { publishTests } from "./7-publish/publish-tests.ts";
import { confirmKept } from "./confirm-kept.ts";
import { workInRounds } from "./work-in-rounds.ts";

export interface Run {
  id: string;
  handover: Handover;
  /** Whether tests with a flag are committed too. */
  commit_flagged: boolean;
  /** Targets worked on at a time; each has at most two containers. */
  parallel: number;
  /** How a reader will replay the report, without the test; left out: with the report in the folder one stands in. */
  replay?: string | undefined;
}

/**
 * The whole flow, from what was asked to what was delivered. Every piece of work is a named step that is not repeated
 * once it is finished. Throws `UserError` and `InfrastructureError`; an aborted `signal` throws its reason.
 */
export async function runPipeline(
  { id, handover, commit_flagged, parallel, replay }: Run,
  ports: Ports & { sandbox: MeteredSandbox },
  signal: AbortSignal,
): Promise<Report> {
  const step = stepsOf(id, ports.store);
  const stages = stagesOf(ports, parallel, signal);

  const snapshot = await stages.run("snapshot", () => step("snapshot", Snapshot, () => takeSnapshot(handover, ports, signal)));
  tellCriteria(snapshot, ports);
  const plan = await stages.run("plan", () => step("plan", Plan, () => planTests(snapshot, ports, signal)));

  const work = await workInRounds(plan, snapshot, { step, stages }, ports, signal);
  requireAnAuthor(work.generated);

  const confirm = async (head_sha: string) => {
    const sorted = { ...work, warnings: snapshot.warnings, commit_flagged };
    const about = { run_id: id, handover, status: "done" as const, author: ports.author.name, replay };
    const spent = await ports.author.spent?.();
    const used = { timings: stages.timings(), sandbox_seconds: ports.sandbox.seconds(), spent };
    const framework = frameworkById(snapshot.framework);
    return confirmKept({ ...about, ...sorted, ...used, snapshot: { ...snapshot, head_sha }, framework }, ports, signal);
  };
  const report = await stages.run("triage", () => step("triage", Report, () => confirm(snapshot.head_sha)));
  const published = await stages.run("publish", () =>
    step("commit", Report, () => publishTests(report, handover, snapshot, ports, confirm)),
  );
  return { ...published, timings: stages.timings(), usage: { ...published.usage, sandbox_seconds: ports.sandbox.seconds() } };
}
