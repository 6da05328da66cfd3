import { setTimeout as sleep } from "node:timers/promises";
import type { AskingRun } from "../../adapters/anthropic/connect-model.ts";
import { connectSandbox } from "../../adapters/docker/connect-sandbox.ts";
import { placeOf } from "../../adapters/github/offices.ts";
import type { DatabaseQueue } from "../../adapters/store/database-queue.ts";
import { databaseSteps } from "../../adapters/store/database-steps.ts";
import { databasePathLocks } from "../../adapters/store/path-locks.ts";
import { runEvents } from "../../adapters/store/run-events.ts";
import { type AuthorName, authorNames } from "../../authors/index.ts";
import type { ServerConfig } from "../../config.ts";
import { frameworks } from "../../frameworks/index.ts";
import { answerPlan } from "../../intake/answers/render-plan.ts";
import { findSpec } from "../../pipeline/find-spec.ts";
import type { Author, Ports, Sandbox } from "../../ports.ts";
import { lazySandbox } from "../../runs/lazy-sandbox.ts";
import { lockingForge } from "../../runs/lock-paths.ts";
import { meterSandbox } from "../../runs/meter-sandbox.ts";
import type { RunWorld } from "../../runs/run-handover.ts";
import type { RunRecord } from "../../runs/runs.ts";
import { chosenAuthor } from "../connect-authors.ts";
import type { ServerWorld } from "./connect.ts";

/** What a test or the demo puts in the place of the real thing. */
export interface Instead {
  sandbox?: Sandbox;
  author?: (ports: Pick<Ports, "sandbox" | "forge" | "events">) => Author;
}

/** What the server's runs are done with. The engine is connected when a run needs its first container. */
export function runWorld(config: ServerConfig, world: ServerWorld, queue: DatabaseQueue, instead: Instead): RunWorld {
  const { office, database, clock, onBug, onProblem, probot } = world;
  const { log } = probot;
  const history = runEvents(database, (error) => onProblem("keep what happened in a run", error));
  const store = databaseSteps(database, (run_id) => queue.attemptOf(run_id));
  const locks = databasePathLocks(database);
  const officeOf = (record: RunRecord) => office(placeOf(record.handover));
  return {
    clock,
    parallel: config.parallel,
    minutes: config.minutes,
    stall_minutes: config.stall_minutes,
    onBug,
    keep: (event) => {
      log[event.event === "progress" ? "debug" : "info"](event, "a run");
      history.keep(event);
    },
    board: async (record) => officeOf(record).board(),
    answer: (record, planned) => answerPlan(record, planned, officeOf(record).replies),
    connect: async (record, events, signal) => {
      const { forge, repository } = officeOf(record);
      const sandbox = meterSandbox(instead.sandbox ?? engine(config, events, signal));
      const own = { sandbox, forge, events, store };
      const author = instead.author?.(own) ?? world.authorOf(authorOf(record, config), askingRun(record), own);
      const pause = (seconds: number) => sleep(seconds * 1000, undefined, { signal });
      const repository_id = placeOf(record.handover).repository.id;
      const locking = lockingForge(forge, { locks, run_id: record.id, repository_id, pause });
      const ports = { author, forge: locking, sandbox, store, clock, events };
      return { ports, complete: (handover) => findSpec(handover, forge, repository) };
    },
  };
}

/** The author the repository asked for, when this server has it; else the server's own. */
function authorOf({ handover: { settings } }: RunRecord, config: ServerConfig): AuthorName {
  return chosenAuthor(config.model === null ? undefined : authorNames.find((name) => name === settings.author), config);
}

/** A run of a model spends no more than its repository settled. */
function askingRun({ id, handover: { repository, settings } }: RunRecord): AskingRun {
  const { usd, tokens } = settings;
  return { run_id: id, repository, limits: { ...(usd === null ? {} : { usd }), ...(tokens === null ? {} : { tokens }) } };
}

function engine({ runtime, environment }: ServerConfig, events: Ports["events"], signal: AbortSignal): Sandbox {
  const onStep = (item: string) => events({ event: "progress", stage: "snapshot", item, done: null, total: null, seconds: null });
  const images = frameworks.map((framework) => framework.id);
  return lazySandbox(() => connectSandbox({ frameworks: images, onStep, runtime, environment, signal }));
}
