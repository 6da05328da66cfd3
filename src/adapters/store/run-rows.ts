import type { Report } from "../../domain/report.ts";
import { RunStopped } from "../../runs/run-stopped.ts";
import { RunRecord } from "../../runs/runs.ts";

/** A row of `tfactory.run` as the driver gives it. */
export interface RunRow {
  id: string;
  job_id: string;
  handover: unknown;
  status: string;
  stage: string | null;
  created_at: Date;
  finished_at: Date | null;
  stop: "cancelled" | "superseded" | "forgotten" | null;
  failure: string | null;
  check_run_id: string | null;
  check_run_url: string | null;
  commit_sha: string | null;
  attempts: number;
}

/** The columns of `RunRow`, of the table `r`. */
export const COLUMNS = `r.id, r.job_id, r.handover, r.status, r.stage, r.created_at, r.finished_at, r.stop, r.failure,
  r.check_run_id, r.check_run_url, r.commit_sha, r.attempts`;

/** Throws for a row that does not fit: older code wrote it. */
export function recordOf(row: RunRow, report: Report | null = null): RunRecord {
  const { id, handover, status, stage, failure, check_run_id, check_run_url, commit_sha, attempts } = row;
  const times = { created_at: row.created_at.toISOString(), finished_at: row.finished_at?.toISOString() ?? null };
  const check = { check_run_id: check_run_id === null ? null : Number(check_run_id), check_run_url };
  return {
    ...RunRecord.parse({ id, handover, status, stage, ...times, report: null, failure, ...check, commit_sha, attempts }),
    report,
  };
}

export function stopOf({ stop, failure }: Pick<RunRow, "stop" | "failure">): RunStopped | null {
  return stop === null ? null : new RunStopped(stop, failure ?? "It was stopped.");
}

const CHANGEABLE = [
  "handover",
  "status",
  "stage",
  "finished_at",
  "failure",
  "check_run_id",
  "check_run_url",
  "commit_sha",
] as const;

/** `set` of an update with what of a record is in a row, and its values from `$first` on. */
export function assignments(change: Partial<RunRecord>, first: number): { set: string; values: unknown[] } {
  const names = CHANGEABLE.filter((name) => change[name] !== undefined);
  return {
    set: names.map((name, index) => `${name} = $${first + index}`).join(", "),
    values: names.map((name) => (name === "handover" ? JSON.stringify(change[name]) : plain(change[name]))),
  };
}

/** PostgreSQL keeps no NUL in a text. */
function plain(value: unknown): unknown {
  return typeof value === "string" ? value.replaceAll("\0", "") : value;
}
