import type { RunStatus, Stage } from "../domain/run.ts";
import type { Limits, Used } from "./limits.ts";

/** What an operator sees of all machines together, at one moment. */
export interface Overview {
  at: string;
  queue: {
    waiting: number;
    working: number;
    /** How long the run waits that waits longest; `null`: none does. */
    oldest_waiting_seconds: number | null;
  };
  workers: WorkerLine[];
  repositories: RepositoryLine[];
  /** Those that are not over, then the newest of those that are. */
  runs: RunLine[];
  last_day: {
    /** Runs that were over in the last 24 hours, by how they ended. */
    finished: Partial<Record<RunStatus, number>>;
    /** From the begin of a run to its end; `null`: none was over. */
    seconds: { p50: number; p95: number } | null;
  };
  /** From midnight to midnight, UTC. */
  used_today: Used;
  limits: Limits;
}

export interface WorkerLine {
  host: string;
  pid: number;
  /** Runs it does at a time. */
  slots: number;
  working: number;
  started_at: string;
}

export interface RepositoryLine {
  repository: string;
  waiting: number;
  working: number;
  finished_last_day: number;
}

export interface RunLine {
  id: string;
  repository: string;
  pull_request: number;
  status: RunStatus;
  stage: Stage | null;
  requested_by: string;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  attempts: number;
  /** The machine that works on it; `null`: none does. */
  worker: string | null;
  commit_sha: string | null;
  check_run_url: string | null;
  failure: string | null;
}
