import { renderTakenBack, type TakenBack } from "../../pipeline/6-triage/render/taken-back.ts";
import { findOrCreateCheckRun, type RepositoryAt } from "./check-runs.ts";
import { type OnProblem, untilItLands } from "./until-it-lands.ts";
import type { Waiting } from "./waiting.ts";

/** The answer to whoever asked comes after this. */
const PATIENCE = 60;

/** Gives a commit of ours that took tests back its own completed check run. Safe to repeat; never throws. */
export async function markTakenBack(
  at: () => Promise<RepositoryAt>,
  { commit_sha, run_id }: { commit_sha: string; run_id: string },
  taken: TakenBack,
  { waiting, onProblem }: { waiting: Waiting; onProblem: OnProblem },
): Promise<void> {
  const { conclusion, output } = renderTakenBack(taken);
  const wanted = { run_id, head_sha: commit_sha, output, ending: conclusion };
  const mark = async () => findOrCreateCheckRun(await at(), wanted, waiting);
  await untilItLands("mark our commit", mark, { waiting, patience: PATIENCE, onProblem });
}
