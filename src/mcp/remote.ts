/** GitHub as somebody with nothing but a token sees it. Every method throws `UserError` for what that person can mend. */
export interface Remote {
  /** Repositories the token may write to, the last one pushed to first. */
  projects(limit: number): Promise<Project[]>;
  /** The open pull request with this number, or of this branch. */
  pullRequest(repository: string, which: { number: number } | { branch: string }): Promise<PullRequest>;
  openPullRequests(repository: string, limit: number): Promise<PullRequest[]>;
  /** Sends the `repository_dispatch` event that asks for a run. GitHub answers nothing. */
  dispatch(repository: string, payload: DispatchPayload): Promise<void>;
  /** The check runs named TFactory on a commit, the newest first. */
  checkRuns(repository: string, sha: string): Promise<CheckRun[]>;
  /** The report comment an App left on the pull request; `null`: there is none. */
  reportComment(repository: string, pull_request: number, app_id: number): Promise<ReportComment | null>;
}

export interface Project {
  project_id: string;
  private: boolean;
  default_branch: string;
  pushed_at: string | null;
}
export interface PullRequest {
  number: number;
  title: string;
  url: string;
  base_ref: string;
  head_ref: string;
  head_sha: string;
}
/** What travels in the event; the App's intake reads it. At most ten members and 64 KB (GitHub). */
export interface DispatchPayload {
  v: 1;
  pr: number;
  request_id: string;
  sha: string;
  spec_id?: string;
  spec_text?: string;
  base_ref?: string;
  lanes?: string[];
}
export interface CheckRun {
  id: number;
  app_id: number | null;
  /** The run's id. */
  external_id: string;
  status: string;
  conclusion: string | null;
  title: string | null;
  text: string | null;
  url: string;
  started_at: string | null;
  completed_at: string | null;
}
export interface ReportComment {
  url: string;
  body: string;
}
