/** The records of the local GitHub: plain data, JSON-able. What git knows (commits, trees, diffs) is not repeated here. */

export type Level = "read" | "write" | "admin";
export type Permissions = Record<string, Level>;
/** What a person may be on a repository, weakest first. */
export type Role = "read" | "triage" | "write" | "maintain" | "admin";

export interface Account {
  id: number;
  login: string;
  name: string | null;
  type: "User" | "Bot" | "Organization";
  created_at: string;
}

export interface App {
  id: number;
  client_id: string;
  slug: string;
  name: string;
  description: string;
  owner: string;
  bot_id: number;
  external_url: string;
  permissions: Permissions;
  events: string[];
  webhook_url: string | null;
  webhook_secret: string | null;
  hook_id: number;
  public_key: string;
  created_at: string;
}

export interface Installation {
  id: number;
  app_id: number;
  account: string;
  repository_selection: "all" | "selected";
  /** Only when `selected`. */
  repository_ids: number[];
  /** What the owner granted; an App that asks for more later keeps these until they are accepted. */
  permissions: Permissions;
  events: string[];
  created_at: string;
  suspended_at: string | null;
}

export interface Token {
  token: string;
  kind: "installation" | "classic" | "fine-grained";
  installation_id: number | null;
  user_id: number | null;
  /** Of an installation or fine-grained token. */
  permissions: Permissions;
  /** Of a classic token. */
  scopes: string[];
  /** `null`: every repository its owner or installation reaches. */
  repository_ids: number[] | null;
  expires_at: string | null;
}

/** Why a ref may not move: branch protection or a ruleset, with the sentence GitHub shows. */
export interface BranchRule {
  kind: "protection" | "ruleset";
  branch: string;
  message: string;
}

export interface Label {
  id: number;
  name: string;
  color: string;
  description: string | null;
  default: boolean;
}

export interface Repository {
  id: number;
  owner: string;
  name: string;
  former_names: string[];
  description: string | null;
  private: boolean;
  default_branch: string;
  parent_id: number | null;
  collaborators: Record<string, Role>;
  labels: Label[];
  rules: BranchRule[];
  /** Shas of the commits GitHub itself signed. */
  verified: string[];
  /** App ids for which no check suite is made on a push. */
  no_auto_suites: number[];
  next_number: number;
  created_at: string;
  pushed_at: string;
}

export interface PullPart {
  id: number;
  base_ref: string;
  base_sha: string;
  head_ref: string;
  head_sha: string;
  /** `null` once the head repository is deleted. */
  head_repository_id: number | null;
  head_owner: string;
  draft: boolean;
  merged_at: string | null;
  merged_by: number | null;
  merge_commit_sha: string | null;
}

/** An issue or, with `pull`, a pull request: they share numbers, comments and labels. */
export interface Issue {
  id: number;
  repository_id: number;
  number: number;
  title: string;
  body: string | null;
  user_id: number;
  app_id: number | null;
  state: "open" | "closed";
  state_reason: "completed" | "not_planned" | "reopened" | null;
  locked: boolean;
  labels: string[];
  created_at: string;
  updated_at: string;
  closed_at: string | null;
  closed_by: number | null;
  pull: PullPart | null;
}

export interface Comment {
  id: number;
  repository_id: number;
  issue_number: number;
  user_id: number;
  /** The App that wrote it, if one did. */
  app_id: number | null;
  body: string;
  created_at: string;
  updated_at: string;
}

export type ReactionContent = "+1" | "-1" | "laugh" | "confused" | "heart" | "hooray" | "rocket" | "eyes";
export interface Reaction {
  id: number;
  on: "comment" | "issue";
  on_id: number;
  user_id: number;
  content: ReactionContent;
  created_at: string;
}

/** One line of a pull request's or issue's timeline besides its comments and commits. */
export interface TimelineEvent {
  id: number;
  repository_id: number;
  issue_number: number;
  event:
    | "labeled"
    | "unlabeled"
    | "closed"
    | "reopened"
    | "merged"
    | "locked"
    | "unlocked"
    | "head_ref_force_pushed"
    | "head_ref_deleted";
  user_id: number;
  app_id: number | null;
  label: string | null;
  commit_id: string | null;
  created_at: string;
}

export type CheckStatus = "queued" | "in_progress" | "completed";
export type Conclusion = "success" | "failure" | "neutral" | "cancelled" | "skipped" | "timed_out" | "action_required" | "stale";

export interface CheckSuite {
  id: number;
  repository_id: number;
  app_id: number;
  head_sha: string;
  head_branch: string | null;
  before: string | null;
  status: CheckStatus;
  conclusion: Conclusion | null;
  created_at: string;
  updated_at: string;
}

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column: number | null;
  end_column: number | null;
  annotation_level: "notice" | "warning" | "failure";
  message: string;
  title: string | null;
  raw_details: string | null;
}
export interface CheckAction {
  label: string;
  description: string;
  identifier: string;
}
export interface CheckRun {
  id: number;
  suite_id: number;
  repository_id: number;
  app_id: number;
  name: string;
  head_sha: string;
  external_id: string;
  details_url: string | null;
  status: CheckStatus;
  conclusion: Conclusion | null;
  started_at: string;
  completed_at: string | null;
  output: { title: string | null; summary: string | null; text: string | null };
  annotations: Annotation[];
  actions: CheckAction[];
}

/** One attempt to hand an event to an App. A redelivery is a new record with the same `guid`. */
export interface Delivery {
  id: number;
  guid: string;
  app_id: number;
  event: string;
  action: string | null;
  installation_id: number | null;
  repository_id: number | null;
  redelivery: boolean;
  delivered_at: string;
  /** Seconds. */
  duration: number;
  /** `0`: no answer came. */
  status_code: number;
  status: string;
  request: { headers: Record<string, string>; payload: Record<string, unknown> };
  response: { headers: Record<string, string>; payload: string | null };
}
