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
  /** A run that told nothing for this long is stopped: nobody knows whether it still does something. */
  stall_minutes: number;
  board(record: RunRecord): Promise<Board>;
  /** Where a run that only plans says what came of it. */
  answer(record: RunRecord, planned: { snapshot: Snapshot; plan: Plan } | { failure: string }): Promise<void>;
  connect(record: RunRecord, events: Ports["events"], signal: AbortSignal): Promise<RunPorts>;
  /** Hears what is a bug of ours, with everything known of it. */
  onBug(error: unknown, record: RunRecord): void;
  /** Keeps what happened for those who follow runs from outside. */
  keep(event: RunEvent): void;
}
type Save = Parameters<Work>[1];

/** Does runs of handovers, each from opening its board to concluding it, whatever happens in between. */
export function runHandovers(world: RunWorld): Work {
  return async (record, save, stop) => {
    const limit = timeLimits(record, world, stop);
    try {
      const planning = record.handover.goal === "plan";
      return await (planning ? planFor(record, world, limit) : testsFor(record, world, save, limit));
    } catch (error) {
      world.onBug(error, record);
      return { status: "ended", end: failed(bugSentence(record)) };
    } finally {
      limit.clear();
    }
  };
}

async function testsFor(record: RunRecord, world: RunWorld, save: Save, limit: TimeLimits): Promise<Worked> {
  const { signal } = limit;
  if (isForgotten(signal)) return { status: "forgotten" };
  const board = await world.board(record);
  const { handover } = record;
  const opened = { run_id: record.id, handover, head_sha: handover.head_sha ?? "", spec: handover.spec_ref };
  let open = false;
  const ended = await endOf(record, world, signal, async () => {
    await save(await board.open(opened));
    open = true;
    return { status: "ended", end: { status: "done", report: await doTests(record, world, board, save, limit) } };
  });
  if (ended.status !== "ended") {
    await board.leave();
    return ended;
  }
  if (!open) await board.open(opened).catch(() => undefined); // a run that was stopped before it began is told too
  const urls = await board.conclude(ended.end);
  const none = { stage: null, done: null, total: null, seconds: null };
  const at = world.clock.now().toISOString();
  world.keep({ ...none, event: "run-finished", run_id: record.id, at, item: ended.end.status });
  return { status: "ended", end: withUrls(ended.end, urls) };
}

async function doTests(record: RunRecord, world: RunWorld, board: Board, save: Save, limit: TimeLimits): Promise<Report> {
  const { signal } = limit;
  const tell = (event: Omit<RunEvent, "run_id" | "at">) => {
    limit.progressed();
    const told = { ...event, run_id: record.id, at: world.clock.now().toISOString() };
    board.tell(told);
    world.keep(told);
    if (event.event === "stage-started" && event.stage !== null)
      save({ stage: event.stage, status: STATUS[event.stage] }).catch((error: unknown) => {
        if (!(error instanceof RunStopped)) world.onBug(error, record);
      });
  };
  const { ports, complete } = await world.connect(record, tell, signal);
  const handover = await complete(record.handover);
  await save({ handover });
  const { commit_flagged } = handover.settings;
  return runPipeline({ id: record.id, handover, commit_flagged, parallel: world.parallel }, ports, signal);
}

async function planFor(record: RunRecord, world: RunWorld, { signal, progressed }: TimeLimits): Promise<Worked> {
  const worked = await endOf(record, world, signal, async () => {
    const { ports, complete } = await world.connect(record, progressed, signal);
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
    if (error instanceof RunStopped) return stopped(error);
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

interface TimeLimits {
  signal: AbortSignal;
  /** The run shows that it still does something. */
  progressed(): void;
  clear(): void;
}

/** Both limits are of time that passes here: a clock that is set does not stop a run. */
function timeLimits(record: RunRecord, { minutes, stall_minutes }: RunWorld, stop: AbortSignal): TimeLimits {
  const allowed = Math.min(minutes, record.handover.settings.minutes ?? minutes);
  const limit = new AbortController();
  const end = (reason: string) => () => limit.abort(new RunStopped("timed-out", reason));
  const timer = setTimeout(end(`The run took longer than ${allowed} minutes.`), allowed * 60_000);
  const stall = setTimeout(end(`The run showed no progress for ${stall_minutes} minutes.`), stall_minutes * 60_000);
  return {
    signal: AbortSignal.any([stop, limit.signal]),
    progressed: () => void stall.refresh(),
    clear: () => [timer, stall].forEach(clearTimeout),
  };
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
