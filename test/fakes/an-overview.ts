import type { Overview } from "../../src/runs/overview.ts";
import { noLimits } from "./limits.ts";

/** A server with one run that goes on, one that failed, and one worker. */
export function anOverview(overrides: Partial<Overview> = {}): Overview {
  const run = { pull_request: 7, requested_by: "ada", attempts: 1, commit_sha: null, check_run_url: null } as const;
  const times = { created_at: "2026-01-01T00:00:00.000Z", started_at: "2026-01-01T00:00:10.000Z" };
  return {
    at: "2026-01-01T01:00:00.000Z",
    queue: { waiting: 2, working: 1, oldest_waiting_seconds: 90 },
    workers: [{ host: "one", pid: 11, slots: 4, working: 1, started_at: "2026-01-01T00:00:00.000Z" }],
    repositories: [{ repository: "acme/shop", waiting: 2, working: 1, finished_last_day: 1 }],
    runs: [
      {
        ...run,
        ...times,
        id: "run-1",
        repository: "acme/shop",
        status: "running",
        stage: "execute",
        finished_at: null,
        worker: "one",
        failure: null,
      },
      {
        ...run,
        ...times,
        id: "run-0",
        repository: "acme/shop",
        status: "failed",
        stage: null,
        finished_at: "2026-01-01T00:01:10.000Z",
        worker: null,
        failure: "The engine is down.",
      },
    ],
    last_day: { finished: { failed: 1 }, seconds: { p50: 60, p95: 60 } },
    used_today: { runs: 3, tokens: 1200, usd: 0.5 },
    limits: { ...noLimits, daily: { ...noLimits.daily, runs: 100 } },
    ...overrides,
  };
}
