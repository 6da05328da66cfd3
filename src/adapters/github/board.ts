import type { Handover } from "../../domain/handover.ts";
import type { Report } from "../../domain/report.ts";
import type { RunEvent } from "../../domain/run.ts";
import type { RunEnd } from "../../domain/run-end.ts";
import { LABEL } from "../../intake/from-label.ts";
import { annotationsOf } from "../../pipeline/6-triage/render/annotations.ts";
import { minimalOutput, renderEnded, renderOwnCommit, renderRunning } from "../../pipeline/6-triage/render/check-run.ts";
import { renderComment } from "../../pipeline/6-triage/render/comment.ts";
import { concludeRun } from "../../pipeline/6-triage/render/conclude-run.ts";
import { REPORT_MARKER } from "../../pipeline/6-triage/render/marker.ts";
import { nothingYet, type RunView, viewAfter } from "../../pipeline/6-triage/render/run-view.ts";
import type { Board, BoardRun } from "../../ports.ts";
import { type CheckRun, concludeCheckRun, findOrCreateCheckRun, type RepositoryAt, showCheckRun } from "./check-runs.ts";
import { upsertComment } from "./comments.ts";
import { LiveUpdates } from "./live-updates.ts";
import { GitHubProblem } from "./problem.ts";
import { AN_HOUR, type OnProblem, untilItLands } from "./until-it-lands.ts";
import type { Waiting } from "./waiting.ts";

/** Events that a reader waits for; between them the counts move. */
const AT_ONCE: ReadonlySet<RunEvent["event"]> = new Set(["stage-started", "criteria-read"]);

/** The check run and the comment of one run. */
export class GitHubBoard implements Board {
  readonly #at: () => Promise<RepositoryAt>;
  readonly #waiting: Waiting;
  readonly #onProblem: OnProblem;
  readonly #updates: LiveUpdates;
  #run: BoardRun | null = null;
  #check_run: CheckRun | null = null;
  #view: RunView = nothingYet;

  constructor(at: () => Promise<RepositoryAt>, waiting: Waiting, onProblem: OnProblem) {
    this.#at = at;
    this.#waiting = waiting;
    this.#onProblem = onProblem;
    this.#updates = new LiveUpdates(() => this.#show(), waiting);
  }

  async open(run: BoardRun): Promise<{ check_run_id: number; check_run_url: string }> {
    this.#run = run;
    const { id, url } = await this.#checkRun(run);
    return { check_run_id: id, check_run_url: url };
  }

  tell(event: RunEvent): void {
    this.#view = viewAfter(this.#view, event);
    this.#updates.change(AT_ONCE.has(event.event));
  }

  leave(): Promise<void> {
    return this.#updates.stop();
  }

  async conclude(end: RunEnd): Promise<{ pr_comment_url: string | null; check_run_url: string | null }> {
    const run = this.#run;
    if (run === null) throw new Error("a board is concluded that was never opened");
    await this.#updates.stop();
    const check_run_url =
      (await this.#land("conclude the check run", () => this.#concludeCheckRun(run, end))) ??
      (await this.#land("conclude the check run in few words", () => this.#concludeInFewWords(run, end)));
    if (end.report !== null) await this.#markOwnCommit(run, end.report, check_run_url);
    const { pull_request } = run.handover;
    // the run that takes its place will have the word
    const silent = pull_request === null || end.status === "superseded";
    const comment = silent
      ? null
      : await this.#land("write the comment", async () => {
          const body = renderComment({ run_id: run.run_id, end, check_run_url });
          return upsertComment(await this.#at(), pull_request, REPORT_MARKER, body);
        });
    if (run.handover.github?.trigger === "label") await this.#removeLabel(run.handover);
    return { pr_comment_url: comment?.url ?? null, check_run_url };
  }

  async #concludeCheckRun(run: BoardRun, end: RunEnd): Promise<string> {
    const { id, url } = await this.#checkRun(run);
    const ending = renderEnded(end, this.#view, run.handover.settings.quality_gate);
    const annotations = end.report === null ? [] : annotationsOf(end.report);
    await concludeCheckRun(await this.#at(), id, ending, annotations);
    return url;
  }

  /** What can not be said in full, whatever the reason, still ends: a check run is never left open. */
  async #concludeInFewWords(run: BoardRun, end: RunEnd): Promise<string> {
    const { id, url } = await this.#checkRun(run);
    const { conclusion } = concludeRun(end, run.handover.settings.quality_gate);
    const output = minimalOutput({ title: `The run is over: ${end.status}`, summary: "", text: "" });
    await concludeCheckRun(await this.#at(), id, { conclusion, output, actions: [] }, []);
    return url;
  }

  /** The pull request's new head is our commit: without a result of its own there a required check would wait forever. */
  async #markOwnCommit({ run_id, handover }: BoardRun, report: Report, check_run_url: string | null): Promise<void> {
    const { commit_sha, pull_request_url } = report.git;
    if (commit_sha === null || pull_request_url !== null) return;
    const { conclusion } = concludeRun({ status: "done", report }, handover.settings.quality_gate);
    await this.#land("mark our commit", async () => {
      const wanted = { run_id, head_sha: commit_sha, output: renderOwnCommit(report, check_run_url), ending: conclusion };
      return findOrCreateCheckRun(await this.#at(), wanted, this.#waiting);
    });
  }

  /** The label that asked for the run can be set again. */
  async #removeLabel({ pull_request }: Handover): Promise<void> {
    if (pull_request === null) return;
    await this.#land("remove the label", async () => {
      const { octokit, owner, repo } = await this.#at();
      try {
        await octokit.rest.issues.removeLabel({ owner, repo, issue_number: pull_request, name: LABEL });
      } catch (error) {
        if (!(error instanceof GitHubProblem) || error.kind !== "not-found") throw error;
      }
    });
  }

  async #checkRun(run: BoardRun): Promise<CheckRun> {
    const { run_id, head_sha } = run;
    const output = renderRunning(this.#view, run, this.#waiting.now().toISOString());
    this.#check_run ??= await findOrCreateCheckRun(await this.#at(), { run_id, head_sha, output }, this.#waiting);
    return this.#check_run;
  }

  /** Gives how many seconds to leave GitHub alone. */
  async #show(): Promise<number> {
    const run = this.#run;
    if (run === null || this.#check_run === null) return 0;
    const output = renderRunning(this.#view, run, this.#waiting.now().toISOString());
    try {
      await showCheckRun(await this.#at(), this.#check_run.id, output);
      return 0;
    } catch (error) {
      this.#onProblem("show the run", error);
      return error instanceof GitHubProblem && error.kind === "rate-limited" ? (error.retry_after ?? 60) : 0;
    }
  }

  #land<T>(what: string, work: () => Promise<T>): Promise<T | null> {
    return untilItLands(what, work, { waiting: this.#waiting, patience: AN_HOUR, onProblem: this.#onProblem });
  }
}
