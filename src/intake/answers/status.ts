import { prose } from "../../pipeline/6-triage/render/untrusted.ts";
import { isOver, type RunRecord } from "../../runs/runs.ts";
import type { Answer, Granted } from "./answer.ts";
import { checkLink, shortSha } from "./words.ts";

/** `status`: the newest run of the pull request, in one line. */
export async function answerStatus({ intent, pull, world }: Granted): Promise<Answer> {
  const latest = await world.runs.latest(intent.repository.id, pull.number);
  return { kind: "status", markdown: describeRun(latest, pull.head_sha, world.clock.now()) };
}

/** What is known of a run, for a person who looks at `head_sha`. */
export function describeRun(run: RunRecord | null, head_sha: string, now: Date): string {
  if (run === null) return "There was no run on this pull request yet. `/tfactory test` starts one.";
  const of = run.handover.head_sha ?? "";
  const behind = of === head_sha ? "" : ` The branch is at ${shortSha(head_sha)} now.`;
  const about = `${checkLink(run)} of ${shortSha(of)}`;
  if (!isOver(run)) {
    const where = run.stage === null ? "is waiting for its turn" : `is ${run.status}`;
    return `${about} ${where}, ${ago(run.created_at, now)} after it was asked for.${behind}`;
  }
  if (run.status !== "done")
    return `${about} ${ENDED[run.status] ?? "ended"}: ${prose(run.failure ?? "no reason is known")}${behind}`;
  const { report } = run;
  if (report === null) return `${about} is done.${behind}`;
  const bugs = report.suspected_bugs.length;
  const found = bugs === 0 ? "" : `, ${bugs} suspected ${bugs === 1 ? "bug" : "bugs"}`;
  const where = run.commit_sha === null ? "" : ` in ${shortSha(run.commit_sha)}`;
  return `${about} is done: ${report.tests.length} ${report.tests.length === 1 ? "test" : "tests"} kept${where}${found}.${behind}`;
}

const ENDED: Readonly<Record<string, string>> = { failed: "failed", cancelled: "was cancelled", superseded: "was superseded" };

function ago(from: string, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - Date.parse(from)) / 1000));
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
