import { Octokit } from "@octokit/rest";
import { UserError } from "../../errors.ts";
import { DISPATCH } from "../../intake/from-dispatch.ts";
import type { CheckRun, DispatchPayload, Project, PullRequest, Remote, ReportComment } from "../../mcp/remote.ts";
import { REPORT_MARKER } from "../../pipeline/6-triage/render/marker.ts";
import { CHECK_NAME } from "./check-runs.ts";

const COMMENT_PAGES = 10;

/** GitHub by a person's token: what the MCP server needs and no more. `base_url` is the REST API's root. */
export class TokenRemote implements Remote {
  readonly #octokit: Octokit;

  constructor(token: string, base_url: string) {
    const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    this.#octokit = new Octokit({ auth: token, baseUrl: base_url, userAgent: "tfactory-mcp", log: quiet });
  }

  projects(limit: number): Promise<Project[]> {
    return asked("your repositories", async () => {
      const { data } = await this.#octokit.rest.repos.listForAuthenticatedUser({ sort: "pushed", per_page: 100 });
      const writable = data.filter((one) => one.permissions?.push === true && one.archived !== true);
      return writable.slice(0, limit).map((one) => ({
        project_id: one.full_name,
        private: one.private,
        default_branch: one.default_branch,
        pushed_at: one.pushed_at ?? null,
      }));
    });
  }

  pullRequest(repository: string, which: { number: number } | { branch: string }): Promise<PullRequest> {
    return asked(repository, async () => {
      const { owner, repo } = split(repository);
      if ("number" in which) {
        const { data } = await this.#octokit.rest.pulls.get({ owner, repo, pull_number: which.number });
        if (data.state !== "open") throw new UserError(`Pull request #${which.number} of ${repository} is closed.`);
        return pullOf(data);
      }
      const head = `${owner}:${which.branch}`;
      const { data } = await this.#octokit.rest.pulls.list({ owner, repo, state: "open", head, per_page: 2 });
      const [first, second] = data;
      if (first === undefined) {
        throw new UserError(`No open pull request of ${repository} comes from the branch ${which.branch}: open one first.`);
      }
      if (second !== undefined) {
        throw new UserError(`More than one open pull request of ${repository} comes from the branch ${which.branch}: close one.`);
      }
      return pullOf(first);
    });
  }

  openPullRequests(repository: string, limit: number): Promise<PullRequest[]> {
    return asked(repository, async () => {
      const { data } = await this.#octokit.rest.pulls.list({ ...split(repository), state: "open", per_page: limit });
      return data.map(pullOf);
    });
  }

  dispatch(repository: string, payload: DispatchPayload): Promise<void> {
    return asked(repository, async () => {
      const client_payload = { ...payload };
      await this.#octokit.rest.repos.createDispatchEvent({ ...split(repository), event_type: DISPATCH, client_payload });
    });
  }

  checkRuns(repository: string, sha: string): Promise<CheckRun[]> {
    return asked(repository, async () => {
      const which = { ...split(repository), ref: sha, check_name: CHECK_NAME, filter: "all" as const, per_page: 100 };
      const { data } = await this.#octokit.rest.checks.listForRef(which);
      const runs = data.check_runs.map((run) => ({
        id: run.id,
        app_id: run.app?.id ?? null,
        external_id: run.external_id ?? "",
        status: run.status,
        conclusion: run.conclusion,
        title: run.output.title,
        text: run.output.text,
        url: run.html_url ?? "",
        started_at: run.started_at,
        completed_at: run.completed_at,
      }));
      return runs.sort((one, other) => other.id - one.id);
    });
  }

  reportComment(repository: string, pull_request: number, app_id: number): Promise<ReportComment | null> {
    return asked(repository, async () => {
      for (let page = 1; page <= COMMENT_PAGES; page++) {
        const which = { ...split(repository), issue_number: pull_request, per_page: 100, page };
        const { data } = await this.#octokit.rest.issues.listComments(which);
        const ours = data.find(
          (one) => one.performed_via_github_app?.id === app_id && one.body?.startsWith(REPORT_MARKER) === true,
        );
        if (ours) return { url: ours.html_url, body: ours.body ?? "" };
        if (data.length < 100) return null;
      }
      return null;
    });
  }
}

interface Pull {
  number: number;
  title: string;
  html_url: string;
  base: { ref: string };
  head: { ref: string; sha: string };
}

function pullOf({ number, title, html_url, base, head }: Pull): PullRequest {
  return { number, title, url: html_url, base_ref: base.ref, head_ref: head.ref, head_sha: head.sha };
}

function split(repository: string): { owner: string; repo: string } {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo };
}

/** Runs one request; GitHub's refusals become sentences a person can act on. Everything else is thrown as it is. */
async function asked<T>(what: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const sentence = sentenceFor(what, error);
    throw sentence === null ? error : new UserError(sentence);
  }
}

function sentenceFor(what: string, error: unknown): string | null {
  if (error instanceof UserError || !(error instanceof Error)) return null;
  const status = "status" in error ? error.status : null;
  switch (status) {
    case 401:
      return "GitHub does not accept the token in GITHUB_TOKEN: it is wrong, expired or revoked.";
    case 404:
      return `GitHub shows no ${what} to this token: the name is wrong, or the token may not read it.`;
    case 403:
    case 429:
      if (/rate limit/i.test(error.message)) return "GitHub's rate limit for this token is used up: try again in some minutes.";
      return `This token may not do that on ${what}: it needs to read contents, pull requests and checks, and to write contents.`;
    case 422:
      return `GitHub refused the request about ${what}: ${error.message}`;
    case 500:
      return /fetch failed|ECONN|ENOTFOUND|EAI_AGAIN/.test(String(error.message) + String(error.cause))
        ? "GitHub could not be reached: check the network and GITHUB_API_URL."
        : `GitHub failed (500) on the request about ${what}: try again later.`;
    default:
      return typeof status === "number" && status > 500 ? `GitHub failed (${status}): try again later.` : null;
  }
}
