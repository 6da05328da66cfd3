import { createHash } from "node:crypto";
import type { Report } from "../domain/report.ts";
import type { RunRecord } from "./runs.ts";

/**
 * The end of a run as a CloudEvent (specification 1.0, structured mode) of type `io.factory.tfactory.completion`. `id` is the
 * same however often it is sent: receivers drop what they have.
 */
export interface CompletionEvent {
  specversion: "1.0";
  id: string;
  type: "io.factory.tfactory.completion";
  source: string;
  subject: string;
  time: string;
  datacontenttype: "application/json";
  /** W3C Trace Context, made from the run's id: the same run, the same trace. */
  traceparent: string;
  data: CompletionData;
}

interface CompletionData {
  service: "tfactory";
  task_id: string;
  correlation_key: string;
  correlation: { spec_id: string | null; branch: string | null; pr_number: number | null };
  repo: string;
  branch: string | null;
  pr_number: number | null;
  status: RunRecord["status"];
  phase: string;
  /** `empty`: nothing was worth keeping. `human_review`: a bug is suspected. */
  outcome: "success" | "empty" | "failure" | "human_review";
  halt_reason: string | null;
  result: { counts: { accepted: number; flagged: number; rejected: number; suspected_bugs: number } } | null;
  evidence: { proof_kind: "measured"; criteria_verified: number; criteria: number; commit_sha: string | null } | null;
  usage: Report["usage"] | null;
  check_run_url: string | null;
  emitted_at: string;
}

/** Throws for a run that is not over. `source` is the root of GitHub's API the run belongs to. */
export function completionEvent(run: RunRecord, source: string): CompletionEvent {
  const { handover, report } = run;
  if (run.finished_at === null) throw new Error(`run ${run.id} is not over`);
  const counts = report === null ? null : countsOf(report);
  const trace = createHash("sha256").update(run.id).digest("hex");
  return {
    specversion: "1.0",
    id: createHash("sha256").update(`completion ${run.id}`).digest("hex").slice(0, 32).replace(UUID, "$1-$2-$3-$4-$5"),
    type: "io.factory.tfactory.completion",
    source: `${source}/repos/${handover.repository}`,
    subject: `pull/${handover.pull_request}`,
    time: run.finished_at,
    datacontenttype: "application/json",
    traceparent: `00-${trace.slice(0, 32)}-${trace.slice(32, 48)}-01`,
    data: {
      service: "tfactory",
      task_id: run.id,
      correlation_key: `${handover.repository}#${handover.pull_request}`,
      correlation: { spec_id: report?.spec_id ?? null, branch: handover.head_ref, pr_number: handover.pull_request },
      repo: handover.repository,
      branch: handover.head_ref,
      pr_number: handover.pull_request,
      status: run.status,
      phase: run.status,
      outcome: outcomeOf(run, counts),
      halt_reason: run.failure,
      result: counts === null ? null : { counts },
      evidence: report === null ? null : evidenceOf(run, report),
      usage: report?.usage ?? null,
      check_run_url: run.check_run_url,
      emitted_at: run.finished_at,
    },
  };
}

const UUID = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;
type Counts = NonNullable<CompletionData["result"]>["counts"];

function countsOf({ tests, dropped, suspected_bugs }: Report): Counts {
  const kept = (kind: string) => tests.filter(({ verdict }) => verdict.kind === kind).length;
  const bugs = suspected_bugs.length;
  return { accepted: kept("accept"), flagged: kept("flag"), rejected: dropped.length, suspected_bugs: bugs };
}

function evidenceOf({ commit_sha }: RunRecord, { criteria }: Report): CompletionData["evidence"] {
  const verified = criteria.filter(({ grade }) => grade === "verified").length;
  return { proof_kind: "measured", criteria_verified: verified, criteria: criteria.length, commit_sha };
}

function outcomeOf({ status }: RunRecord, counts: Counts | null): CompletionData["outcome"] {
  if (status !== "done") return "failure";
  if (counts === null || counts.accepted + counts.flagged + counts.suspected_bugs === 0) return "empty";
  return counts.suspected_bugs > 0 ? "human_review" : "success";
}
