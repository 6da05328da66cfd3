import type { TakenBack } from "../../pipeline/6-triage/render/taken-back.ts";
import { prose } from "../../pipeline/6-triage/render/untrusted.ts";
import type { Publication } from "../../ports.ts";
import type { RunRecord, Runs } from "../../runs/runs.ts";
import type { Office } from "../world.ts";
import { type Answer, type Granted, no } from "./answer.ts";
import { shortSha } from "./words.ts";

/** `undo`: reverts the last commit of ours that nobody has taken back, exactly, or says why not. */
export async function answerUndo({ intent, pull, office, world }: Granted): Promise<Answer> {
  const run = await lastCommitted(world.runs, intent.repository.id, pull.number);
  const sha = run?.commit_sha ?? null;
  if (run === null || sha === null) return no("There is no commit of TFactory on this pull request to take back.");
  const undone = await office.forge.undo(sha, { ...run.handover, requested_by: intent.sender.login });
  if (undone.status !== "committed") return no(`${shortSha(sha)} was not taken back: ${prose(whyNot(undone))}.`);
  await world.runs.amend(run.id, { commit_sha: null });
  await markTakenBack(run, undone.commit_sha, null, office);
  return { kind: "done", markdown: `${shortSha(sha)} is taken back by ${shortSha(undone.commit_sha)}.` };
}

/** The pull request's new head says that these are not its tests any more; without a report there is nothing to say. */
export async function markTakenBack(
  { id, report, check_run_url, handover }: RunRecord,
  commit_sha: string,
  test: TakenBack["test"],
  office: Pick<Office, "mark">,
): Promise<void> {
  if (report === null) return;
  await office.mark({ commit_sha, run_id: id, report, test, check_run_url, gate: handover.settings.quality_gate });
}

/** The newest run with a commit of ours on the branch. */
export async function lastCommitted(runs: Runs, repository_id: number, pull_request: number): Promise<RunRecord | null> {
  const history = await runs.history(repository_id, pull_request);
  return history.find(({ commit_sha }) => commit_sha !== null) ?? null;
}

/** Why nothing was committed, without a full stop. */
export function whyNot(publication: Exclude<Publication, { status: "committed" }>): string {
  switch (publication.status) {
    case "refused":
    case "patch":
      return publication.reason.replace(/\.$/, "");
    case "head-moved":
      return `the branch moved to ${publication.new_head.slice(0, 7)} meanwhile; try again`;
    case "not-asked":
      return "there was nothing to do";
  }
}
