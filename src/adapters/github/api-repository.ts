import { type Issue, type Permission, type PullRequest, type Repository, ROLES } from "../../intake/repository.ts";
import type { GitHubClient } from "./client.ts";
import { GitHubProblem } from "./problem.ts";

/** More issues than a pull request closes. */
const CLOSED_ISSUES = 10;
const CLOSING = `query ($owner: String!, $repo: String!, $number: Int!, $first: Int!) {
  repository(owner: $owner, name: $repo) {
    pullRequest(number: $number) {
      closingIssuesReferences(first: $first) { nodes { number title body repository { nameWithOwner } } }
    }
  }
}`;

/** A repository read through GitHub's API, as one installation. */
export class ApiRepository implements Repository {
  readonly #client: GitHubClient;
  readonly #name: string;
  readonly #place: { owner: string; repo: string };

  /** `name`: `owner/repo`. */
  constructor(client: GitHubClient, name: string) {
    const [owner = "", repo = ""] = name.split("/");
    this.#client = client;
    this.#name = name;
    this.#place = { owner, repo };
  }

  /** GitHub folds maintain into write and triage into read; the role's own name tells them apart, a custom one does not count. */
  async permission(login: string): Promise<Permission> {
    try {
      const { data } = await this.#client.rest.repos.getCollaboratorPermissionLevel({ ...this.#place, username: login });
      const role = ROLES.find((one) => one === data.role_name) ?? ROLES.find((one) => one === data.permission);
      return role === undefined ? { status: "not-known", reason: "an unknown role" } : { status: "known", role };
    } catch (error) {
      if (error instanceof GitHubProblem && error.kind === "not-found") return { status: "known", role: "none" };
      return { status: "not-known", reason: error instanceof GitHubProblem ? error.kind : "no answer" };
    }
  }

  async pullRequest(number: number): Promise<PullRequest | null> {
    return found(async () => pullOf((await this.#client.rest.pulls.get({ ...this.#place, pull_number: number })).data));
  }

  async openPullRequestsOf(branch: string): Promise<PullRequest[]> {
    const head = `${this.#place.owner}:${branch}`;
    const { data } = await this.#client.rest.pulls.list({ ...this.#place, state: "open", head, per_page: 10 });
    return data.map(pullOf);
  }

  async committedAt(sha: string): Promise<string> {
    const { data } = await this.#client.rest.repos.getCommit({ ...this.#place, ref: sha, per_page: 1 });
    return data.commit.committer?.date ?? data.commit.author?.date ?? "9999-12-31T00:00:00Z"; // no date: as if just now
  }

  async readFile(path: string, ref: string): Promise<string | null> {
    return found(async () => {
      const { data } = await this.#client.rest.repos.getContent({ ...this.#place, path, ref });
      if (Array.isArray(data) || data.type !== "file" || !("content" in data)) return null;
      return Buffer.from(data.content, "base64").toString("utf8");
    });
  }

  async issue(number: number): Promise<Issue | null> {
    return found(async () => {
      const { data } = await this.#client.rest.issues.get({ ...this.#place, issue_number: number });
      return { number: data.number, title: data.title, body: data.body ?? "" };
    });
  }

  async issuesClosedBy(pull_request: number): Promise<Issue[]> {
    const variables = { ...this.#place, number: pull_request, first: CLOSED_ISSUES };
    const answer = await this.#client.graphql<Closing>(CLOSING, variables).catch((error: unknown) => {
      if (error instanceof GitHubProblem) throw error;
      throw new GitHubProblem("invalid", 200, error instanceof Error ? error.message : String(error)); // errors inside a 200
    });
    const issues = answer.repository?.pullRequest?.closingIssuesReferences?.nodes ?? [];
    return issues.flatMap((issue) =>
      issue?.repository.nameWithOwner === this.#name ? [{ ...issue, body: issue.body ?? "" }] : [],
    );
  }
}

interface Closing {
  repository: {
    pullRequest: {
      closingIssuesReferences: {
        nodes: ({ number: number; title: string; body: string | null; repository: { nameWithOwner: string } } | null)[] | null;
      } | null;
    } | null;
  } | null;
}

async function found<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GitHubProblem && error.kind === "not-found") return null;
    throw error;
  }
}

/** What `pulls.get` and `pulls.list` have in common. */
interface ApiPull {
  number: number;
  title: string;
  body: string | null;
  state: string;
  user: { login: string; type: string } | null;
  base: { ref: string };
  head: { ref: string; sha: string; repo: { id: number } | null };
}

function pullOf({ number, title, body, state, user, base, head }: ApiPull): PullRequest {
  return {
    number,
    title,
    body: body ?? "",
    open: state === "open",
    author: { login: user?.login ?? "ghost", bot: user?.type === "Bot" },
    base_ref: base.ref,
    head_ref: head.ref,
    head_sha: head.sha,
    head_repository_id: head.repo?.id ?? null,
  };
}
