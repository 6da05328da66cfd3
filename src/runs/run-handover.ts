import type { Handover } from "../domain/handover.ts";
import type { Plan } from "../domain/plan.ts";
import type { Report } from "../domain/report.ts";
import type { RunEvent, RunStatus, Stage } from "../domain/run.ts";
import type { RunEnd } from "../domain/run-end.ts";
import type { Snapshot } from "../domain/snapshot.ts";
import { InfrastructureError, UserError } from "../errors.ts";
import { planOnly } from "../pipeline/plan-only.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import type { Board, Clock, Ports } from "../ports.ts";
import type { MeteredSandbox } from "./meter-sandbox.ts";
import { RunStopped } from "./run-stopped.ts";
import type { RunRecord } from "./runs.ts";
import { ATTEMPTS, type Work, type Worked } from "./worker.ts";

/** What one run is done with. */
export interface RunPorts {
  ports: Ports & { sandbox: MeteredSandbox };
  /** The handover with the text of its specification. Throws `UserError` when it is not where it was said to be. */
  complete(handover: Handover): Promise<Handover>;
}
export interface RunWorld {
  clock: Clock;
  /** Targets worked on at a time. */
  parallel: number;
  /** A run is stopped after this many minutes, or sooner when its repository says so. */
  minutes: number;
  board(record: RunRecord): Promise<Board>;
  /** Where a run that only plans says what came of it. */
  answer(record: RunRecord, planned: { snapshot: Snapshot; plan: Plan } | { failure: string }): Promise<void>;
  connect(record: RunRecord, events: Ports["events"], signal: AbortSignal): Promise<RunPorts>;
  /** Hears what is a bug of ours, with everything known of it. */
  onBug(error: unknown, record: RunRecord): void;
}
type Save = Parameters<Work>[1];

/** Does runs of handovers, each from opening its board to concluding it, whatever happens in between. */
export function runHandovers(world: RunWorld): Work {
  return async (record, save, stop) => {
    const limit = timeLimit(record, world, stop);
    try {
      const planning = record.handover.goal === "plan";
      return await (planning ? planFor(record, world, limit.signal) : testsFor(record, world, save, limit.signal));
    } catch (error) {
      world.onBug(error, record);
      return { status: "ended", end: failed(bugSentence(record)) };
    } finally {
      limit.clear();
    }
  };
}

async function testsFor(record: RunRecord, world: RunWorld, save: Save, signal: AbortSignal): Promise<Worked> {
  if (isForgotten(signal)) return { status: "forgotten" };
  const board = await world.board(record);
  const { handover } = record;
  const opened = { run_id: record.id, handover, head_sha: handover.head_sha ?? "", spec: handover.spec_ref };
  let open = false;
  const ended = await endOf(record, world, signal, async () => {
    await save(await board.open(opened));
    open = true;
    return { status: "ended", end: { status: "done", report: await doTests(record, world, board, save, signal) } };
  });
  if (ended.status !== "ended") return ended;
  if (!open) await board.open(opened).catch(() => undefined); // a run that was stopped before it began is told too
  const urls = await board.conclude(ended.end);
  return { status: "ended", end: withUrls(ended.end, urls) };
}

async function doTests(record: RunRecord, world: RunWorld, board: Board, save: Save, signal: AbortSignal): Promise<Report> {
  const tell = (event: Omit<RunEvent, "run_id" | "at">) => {
    board.tell({ ...event, run_id: record.id, at: world.clock.now().toISOString() });
    if (event.event === "stage-started" && event.stage !== null)
      save({ stage: event.stage, status: STATUS[event.stage] }).catch((error: unknown) => world.onBug(error, record));
  };
  const { ports, complete } = await world.connect(record, tell, signal);
  const handover = await complete(record.handover);
  await save({ handover });
  const { commit_flagged } = handover.settings;
  return runPipeline({ id: record.id, handover, commit_flagged, parallel: world.parallel }, ports, signal);
}

async function planFor(record: RunRecord, world: RunWorld, signal: AbortSignal): Promise<Worked> {
  const worked = await endOf(record, world, signal, async () => {
    const { ports, complete } = await world.connect(record, () => {}, signal);
    await world.answer(record, await planOnly({ id: record.id, handover: await complete(record.handover) }, ports, signal));
    return { status: "planned" };
  });
  if (worked.status === "ended" && worked.end.status !== "done") await world.answer(record, { failure: worked.end.reason });
  return worked;
}

/** What came of the work, with everything it can throw told apart. */
async function endOf(record: RunRecord, world: RunWorld, signal: AbortSignal, work: () => Promise<Worked>): Promise<Worked> {
  try {
    signal.throwIfAborted();
    if (record.attempts > ATTEMPTS) return { status: "ended", end: failed(tooOften(record.attempts - 1)) };
    return await work();
  } catch (error) {
    if (signal.aborted && signal.reason instanceof RunStopped) return stopped(signal.reason);
    if (error instanceof UserError || error instanceof InfrastructureError)
      return { status: "ended", end: failed(error.message) };
    world.onBug(error, record);
    return { status: "ended", end: failed(bugSentence(record)) };
  }
}

function stopped({ how, message }: RunStopped): Worked {
  if (how === "handed-back" || how === "forgotten") return { status: how };
  return { status: "ended", end: { status: how, reason: message, report: null } };
}

function failed(reason: string): RunEnd {
  return { status: "failed", reason, report: null };
}

function isForgotten({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof RunStopped && reason.how === "forgotten";
}

function bugSentence({ id }: RunRecord): string {
  return `TFactory has a bug here. The server's log has it under ${id}.`;
}

function tooOften(times: number): string {
  return `The server went down ${times} times while this run was going on, so it was not begun again.`;
}

function withUrls(end: RunEnd, urls: Awaited<ReturnType<Board["conclude"]>>): RunEnd {
  const { report } = end;
  if (report === null) return end;
  return { ...end, report: { ...report, git: { ...report.git, ...urls } } satisfies Report } as RunEnd;
}

function timeLimit(record: RunRecord, { minutes }: RunWorld, stop: AbortSignal): { signal: AbortSignal; clear(): void } {
  const allowed = Math.min(minutes, record.handover.settings.minutes ?? minutes);
  const limit = new AbortController();
  const reason = new RunStopped("timed-out", `The run took longer than ${allowed} minutes.`);
  const timer = setTimeout(() => limit.abort(reason), allowed * 60_000);
  return { signal: AbortSignal.any([stop, limit.signal]), clear: () => clearTimeout(timer) };
}

const STATUS: Readonly<Record<Stage, RunStatus>> = {
  snapshot: "planning",
  plan: "planning",
  generate: "generating",
  execute: "running",
  evaluate: "evaluating",
  triage: "triaging",
  publish: "publishing",
};
