import { prose } from "../../pipeline/6-triage/render/untrusted.ts";
import type { Publication } from "../../ports.ts";
import type { RunRecord, Runs } from "../../runs/runs.ts";
import { type Answer, type Granted, no } from "./answer.ts";
import { shortSha } from "./words.ts";

/** `undo`: reverts the last commit of ours that nobody has taken back, exactly, or says why not. */
export async function answerUndo({ intent, pull, office, world }: Granted): Promise<Answer> {
  const run = await lastCommitted(world.runs, intent.repository.id, pull.number);
  const sha = run?.commit_sha ?? null;
  if (run === null || sha === null) return no("There is no commit of TFactory on this pull request to take back.");
  const undone = await office.forge.undo(sha, run.handover);
  if (undone.status !== "committed") return no(`${shortSha(sha)} was not taken back: ${prose(whyNot(undone))}.`);
  await world.runs.amend(run.id, { commit_sha: null });
  return { kind: "done", markdown: `${shortSha(sha)} is taken back by ${shortSha(undone.commit_sha)}.` };
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
