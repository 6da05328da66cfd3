import type { Issue, Permission, PullRequest, Repository, Role } from "../../src/intake/repository.ts";

/** A repository on GitHub as state. Every question is remembered, so that a test can say that none was asked. */
export class MemoryRepository implements Repository {
  readonly asked: string[] = [];
  roles: Record<string, Role> = {};
  /** Logins whose permission GitHub does not tell. */
  silent: string[] = [];
  pulls: PullRequest[] = [];
  issues: Issue[] = [];
  closing: Record<number, number[]> = {};
  /** `branch or sha` to `path` to text. */
  files: Record<string, Record<string, string>> = {};
  committed: Record<string, string> = {};

  async permission(login: string): Promise<Permission> {
    this.asked.push(`permission of ${login}`);
    if (this.silent.includes(login)) return { status: "not-known", reason: "unavailable" };
    return { status: "known", role: this.roles[login] ?? "none" };
  }

  async pullRequest(number: number): Promise<PullRequest | null> {
    this.asked.push(`pull request ${number}`);
    return this.pulls.find((pull) => pull.number === number) ?? null;
  }

  async openPullRequestsOf(branch: string): Promise<PullRequest[]> {
    this.asked.push(`pull requests of ${branch}`);
    return this.pulls.filter((pull) => pull.open && pull.head_ref === branch);
  }

  async committedAt(sha: string): Promise<string> {
    this.asked.push(`date of ${sha}`);
    return this.committed[sha] ?? "2026-01-01T00:00:00Z";
  }

  async readFile(path: string, ref: string): Promise<string | null> {
    this.asked.push(`${path} of ${ref}`);
    return this.files[ref]?.[path] ?? null;
  }

  async issue(number: number): Promise<Issue | null> {
    return this.issues.find((issue) => issue.number === number) ?? null;
  }

  async issuesClosedBy(pull_request: number): Promise<Issue[]> {
    return this.issues.filter(({ number }) => this.closing[pull_request]?.includes(number));
  }
}
