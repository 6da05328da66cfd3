import type { Annotation } from "../../pipeline/6-triage/render/annotations.ts";
import { type CheckButton, type CheckOutput, minimalOutput } from "../../pipeline/6-triage/render/check-run.ts";
import type { Conclusion } from "../../pipeline/6-triage/render/conclude-run.ts";
import type { AppIdentity, GitHubClient } from "./client.ts";
import { GitHubProblem } from "./problem.ts";
import type { Waiting } from "./waiting.ts";

/** One name for all runs: a repository can require it. */
export const CHECK_NAME = "TFactory";
/** What GitHub takes in one request; more are appended by further ones. */
const ANNOTATIONS = 50;
const CREATE_TRIES = 3;
/** The end of a run waits for an update that is on its way, but no longer than this. */
const SHOW_MILLISECONDS = 30_000;

/** A repository as our installation reaches it. */
export interface RepositoryAt {
  octokit: GitHubClient;
  app: AppIdentity;
  owner: string;
  repo: string;
}
export interface CheckRun {
  id: number;
  url: string;
}
interface Ending {
  conclusion: Conclusion;
  output: CheckOutput;
  actions: CheckButton[];
}

/**
 * Our check run of this run on this commit: found by our App, its name and the run's id, or created. A creation whose answer
 * was lost is looked for before it is tried again.
 */
export async function findOrCreateCheckRun(
  at: RepositoryAt,
  { run_id, head_sha, output, ending }: { run_id: string; head_sha: string; output: CheckOutput; ending?: Conclusion },
  waiting: Waiting,
): Promise<CheckRun> {
  const state = ending === undefined ? { status: "queued" as const } : { status: "completed" as const, conclusion: ending };
  for (let attempt = 1; ; attempt++) {
    const found = (await ownCheckRuns(at, head_sha)).find((run) => run.external_id === run_id);
    if (found !== undefined) return { id: found.id, url: found.html_url ?? "" };
    try {
      const { owner, repo } = at;
      const wanted = { owner, repo, name: CHECK_NAME, head_sha, external_id: run_id, ...state, output: sent(output) };
      const { data } = await at.octokit.rest.checks.create(wanted);
      return { id: data.id, url: data.html_url ?? "" };
    } catch (error) {
      const lost = error instanceof GitHubProblem && error.kind === "unavailable";
      if (!lost || attempt === CREATE_TRIES) throw error;
      await waiting.wait(attempt);
    }
  }
}

/** Shows where a run is. Sent once and not again: the next state has everything. */
export async function showCheckRun(at: RepositoryAt, id: number, output: CheckOutput): Promise<void> {
  const { owner, repo } = at;
  const shown = { owner, repo, check_run_id: id, status: "in_progress" as const, output: sent(output) };
  await at.octokit.rest.checks.update({ ...shown, request: { once: true, signal: AbortSignal.timeout(SHOW_MILLISECONDS) } });
}

/**
 * Completes a check run, with its annotations. Safe to repeat: annotations are appended, so those that arrived are counted
 * before more are sent. What GitHub does not take is sent once more in the smallest form.
 */
export async function concludeCheckRun(at: RepositoryAt, id: number, ending: Ending, annotations: Annotation[]): Promise<void> {
  const { octokit, owner, repo } = at;
  const place = { owner, repo, check_run_id: id };
  const { data } = await octokit.rest.checks.get(place);
  const { conclusion, actions } = ending;
  const completed = { ...place, status: "completed" as const, conclusion, actions };
  let arrived = data.output.annotations_count;
  try {
    do {
      const batch = annotations.slice(arrived, arrived + ANNOTATIONS);
      await octokit.rest.checks.update({
        ...completed,
        output: { ...sent(ending.output), ...(batch.length === 0 ? {} : { annotations: batch }) },
        request: { once: batch.length > 0 },
      });
      arrived += ANNOTATIONS;
    } while (arrived < annotations.length);
  } catch (error) {
    if (!(error instanceof GitHubProblem) || error.kind !== "invalid") throw error;
    await octokit.rest.checks.update({ ...completed, output: sent(minimalOutput(ending.output)) });
  }
}

/** Completes the check runs of ours on these commits that belong to no run that is active: nothing hangs after a crash. */
export async function closeOrphans(at: RepositoryAt, head_shas: string[], active: ReadonlySet<string>): Promise<number> {
  let closed = 0;
  for (const head_sha of new Set(head_shas)) {
    for (const run of await ownCheckRuns(at, head_sha)) {
      if (run.status === "completed" || active.has(run.external_id ?? "")) continue;
      const { owner, repo } = at;
      const output = {
        title: "The run was cut off",
        summary: "TFactory stopped while this run was going on. Re-run it, please.",
      };
      const ended = { status: "completed" as const, conclusion: "cancelled" as const, output };
      await at.octokit.rest.checks.update({ owner, repo, check_run_id: run.id, ...ended });
      closed++;
    }
  }
  return closed;
}

async function ownCheckRuns({ octokit, app, owner, repo }: RepositoryAt, ref: string) {
  const wanted = { owner, repo, ref, check_name: CHECK_NAME, app_id: app.id, filter: "all" as const, per_page: 100 };
  const runs = await octokit.paginate(octokit.rest.checks.listForRef, wanted);
  return runs.filter((run) => run.app?.id === app.id);
}

/** GitHub wants a summary, and no empty text. */
function sent({ title, summary, text }: CheckOutput): { title: string; summary: string; text?: string } {
  return { title, summary: summary.trim() === "" ? title : summary, ...(text.trim() === "" ? {} : { text }) };
}
