import { UserError } from "../../src/errors.ts";
import type { CheckRun, DispatchPayload, Project, PullRequest, Remote, ReportComment } from "../../src/mcp/remote.ts";

/** GitHub as a token sees it, in memory: what the test put there, and the events that were sent. */
export class MemoryRemote implements Remote {
  readonly dispatched: { repository: string; payload: DispatchPayload }[] = [];
  readonly runs = new Map<string, CheckRun[]>();
  readonly comments = new Map<number, ReportComment & { app_id: number }>();
  readonly #pulls: PullRequest[];

  constructor(pulls: PullRequest[]) {
    this.#pulls = pulls;
  }

  async projects(limit: number): Promise<Project[]> {
    return [{ project_id: "acme/calc", private: true, default_branch: "main", pushed_at: null }].slice(0, limit);
  }

  async pullRequest(repository: string, which: { number: number } | { branch: string }): Promise<PullRequest> {
    const found = this.#pulls.find((pull) => ("number" in which ? pull.number === which.number : pull.head_ref === which.branch));
    if (found === undefined) throw new UserError(`No open pull request of ${repository} comes from there: open one first.`);
    return found;
  }

  async openPullRequests(_repository: string, limit: number): Promise<PullRequest[]> {
    return this.#pulls.slice(0, limit);
  }

  async dispatch(repository: string, payload: DispatchPayload): Promise<void> {
    this.dispatched.push({ repository, payload });
  }

  async checkRuns(_repository: string, sha: string): Promise<CheckRun[]> {
    return this.runs.get(sha) ?? [];
  }

  async reportComment(_repository: string, pull_request: number, app_id: number): Promise<ReportComment | null> {
    const comment = this.comments.get(pull_request);
    return comment?.app_id === app_id ? { url: comment.url, body: comment.body } : null;
  }
}
