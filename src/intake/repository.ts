/** One repository on GitHub as our installation sees it. A call that fails throws, but for `permission`, which says so. */
export interface Repository {
  permission(login: string): Promise<Permission>;
  /** `null`: there is none with this number. */
  pullRequest(number: number): Promise<PullRequest | null>;
  openPullRequestsOf(branch: string): Promise<PullRequest[]>;
  /** When the commit says it was made (ISO 8601); its author can say anything. */
  committedAt(sha: string): Promise<string>;
  /** The text of a file at a commit or branch; `null`: there is none, or it is no text. */
  readFile(path: string, ref: string): Promise<string | null>;
  issue(number: number): Promise<Issue | null>;
  /** The issues a merge of this pull request closes, in GitHub's order. */
  issuesClosedBy(pull_request: number): Promise<Issue[]>;
}

/** `not-known` is never a permission: whoever asks is refused and told why. */
export type Permission = { status: "known"; role: Role } | { status: "not-known"; reason: string };
export const ROLES = ["none", "read", "triage", "write", "maintain", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface Issue {
  number: number;
  title: string;
  body: string;
}
export interface PullRequest extends Issue {
  open: boolean;
  author: { login: string; bot: boolean };
  base_ref: string;
  head_ref: string;
  head_sha: string;
  /** Of the repository the head is in; `null`: it was deleted. */
  head_repository_id: number | null;
}

/** Whether a role reaches another. */
export function atLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}
