import type { RunRecord } from "./runs.ts";

/** Where records survive the process. */
export interface RunFiles {
  /** Every record that is there and fits, without its report. */
  all(): Promise<RunRecord[]>;
  /** Replaces a run's record; the report only when the record has one. */
  save(record: RunRecord): Promise<void>;
  report(run_id: string): Promise<RunRecord["report"]>;
}
