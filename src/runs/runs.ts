import { z } from "zod";
import { Handover } from "../domain/handover.ts";
import { Report } from "../domain/report.ts";
import { RunStatus, Stage } from "../domain/run.ts";
import type { Delay } from "./limits.ts";

/** One run as people can ask about it. */
export const RunRecord = z.strictObject({
  id: z.string().regex(/^[\w-]{1,64}$/),
  handover: Handover,
  status: RunStatus,
  stage: Stage.nullable(),
  created_at: z.iso.datetime(),
  finished_at: z.iso.datetime().nullable(),
  report: Report.nullable(),
  /** Why it did not finish, in one sentence. */
  failure: z.string().nullable(),
  check_run_id: z.int().nullable(),
  check_run_url: z.string().nullable(),
  /** Our commit, unless somebody had it taken back. */
  commit_sha: z.string().nullable(),
  /** How often it was begun: a server that dies takes it up again. */
  attempts: z.int().nonnegative(),
});
export type RunRecord = z.infer<typeof RunRecord>;

export type Submitted =
  | { status: "queued"; run: RunRecord; delay: Delay | null }
  | { status: "already-running"; run: RunRecord }
  | { status: "superseding"; run: RunRecord; superseded: RunRecord; delay: Delay | null };

/** What of a record a command may change. */
export type Amendment = Partial<Pick<RunRecord, "report" | "commit_sha">>;

/** The one place that knows what runs exist. */
export interface Runs {
  /** A request id asks once. One run per pull request is active: the same head is pointed to, another supersedes it. */
  submit(handover: Handover): Promise<Submitted>;
  /** Stops the active run of a pull request for good; `null`: there is none. */
  cancel(repository_id: number, pull_request: number, why: string): Promise<RunRecord | null>;
  active(repository_id: number, pull_request: number): Promise<RunRecord | null>;
  /** The runs of a pull request, the newest first, each with its report when there is one. */
  history(repository_id: number, pull_request: number): Promise<RunRecord[]>;
  latest(repository_id: number, pull_request: number): Promise<RunRecord | null>;
  read(run_id: string): Promise<RunRecord | null>;
  /** The newest run of a repository with this id, or about this commit, or that made it. */
  ofCheck(check: { repository_id: number; external_id: string | null; head_sha: string }): Promise<RunRecord | null>;
  amend(run_id: string, amendment: Amendment): Promise<void>;
  /** Stops, without a word to anyone, every run of an installation, or of these repositories of it: it is no longer ours. */
  forget(installation_id: number, repository_ids: number[] | null): Promise<void>;
}

const OVER: ReadonlySet<RunStatus> = new Set(["done", "failed", "cancelled", "superseded"]);

export function isOver({ status }: Pick<RunRecord, "status">): boolean {
  return OVER.has(status);
}
