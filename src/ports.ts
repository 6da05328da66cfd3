import type { z } from "zod";
import type { Candidate, Claim, Finding } from "./domain/candidate.ts";
import type { Gaps } from "./domain/gaps.ts";
import type { Handover } from "./domain/handover.ts";
import type { ModelUsage, Spent } from "./domain/model-usage.ts";
import type { Plan, Target } from "./domain/plan.ts";
import type { Report } from "./domain/report.ts";
import type { RunEvent } from "./domain/run.ts";
import type { RunEnd } from "./domain/run-end.ts";
import type { ChangedFile, Snapshot } from "./domain/snapshot.ts";
import type { Votes } from "./domain/vote.ts";
import type { Verb } from "./frameworks/protocol.ts";

/** Every way we touch the world. A stage takes only what it needs: `Pick<Ports, "author">`. */
export interface Ports {
  author: Author;
  forge: Forge;
  sandbox: Sandbox;
  store: Store;
  clock: Clock;
  events: (event: Omit<RunEvent, "run_id" | "at">) => void;
}

/** Proposes plans and candidates. Never decides anything. */
export interface Author {
  readonly name: string;
  plan(snapshot: Snapshot, signal: AbortSignal): Promise<Plan>;
  /** `findings` are those of the draft before, when this is a repair. */
  write(target: Target, snapshot: Snapshot, findings: Finding[], signal: AbortSignal): Promise<Draft>;
  /** Whether a finding that does not keep a draft from running is worth another draft all the same. Left out: none is. */
  mends?(finding: Finding): boolean;
  /** The target in another way, after drafts of it that do not stand; `null`: it knows none. Left out: it never does. */
  replan?(target: Target, snapshot: Snapshot, findings: Finding[], signal: AbortSignal): Promise<Target | null>;
  /** What to test next, for what is still open after the targets so far; none: nothing. Left out: a plan is all there is. */
  continue?(gaps: Gaps, snapshot: Snapshot, signal: AbortSignal): Promise<Target[]>;
  /**
   * The votes on whether tests show what they are said to show, by their names. Asked of a judge that sees the file without its
   * prose and nothing of why it was written so. A test without votes has none. Left out: there is no judge.
   */
  judge?(tests: TestOnTrial[], source: string, snapshot: Snapshot, signal: AbortSignal): Promise<Map<string, Votes>>;
  /** What was spent and sent so far. Left out: it has no model. */
  spent?(): Promise<Spent>;
}
/** A test of a file, and what it is said to show: the symbol it is about and the criteria it claims. */
export type TestOnTrial = Pick<Claim, "name" | "symbol" | "criteria">;
/** `nothing`: there is nothing worth writing. `failed`: the author could not do its work; nobody knows what there was. */
export type Draft = { status: "written"; candidate: Candidate } | { status: "nothing" | "failed"; reason: string };

export type { ModelUsage } from "./domain/model-usage.ts";

/** A language model: one question, one answer in a shape. It proposes and never decides. */
export interface Model {
  /** The model's id, as reports say it. */
  readonly name: string;
  /** An aborted `signal` throws its reason; everything else is an answer. */
  ask<Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answered<Answer>>;
}
export interface Question<Answer> {
  role: "planner" | "oracle" | "generator" | "repairer" | "judge";
  /** The same bytes in every question of a role: rules and idioms. Cached. */
  system: string;
  /** The same bytes in every question of a run: repository, criteria, change. Cached. */
  context: string;
  /** What this question alone asks. */
  task: string;
  /** Small and flat: it is also the provider's grammar. */
  schema: z.ZodType<Answer>;
  max_tokens: number;
}
export type Answered<Answer> = { usage: ModelUsage } & (
  | { status: "answered"; answer: Answer }
  /** `exhausted`: a budget has no room (ours or the provider's spend limit); nothing was asked. */
  | { status: "refused" | "truncated" | "invalid" | "failed" | "exhausted"; reason: string }
);
/** Where the code lives: a local repository or GitHub. */
export interface Forge {
  /** The merge-base and the head as full shas. Throws `UserError` for an unknown ref. */
  pin(handover: Handover): Promise<{ base_sha: string; head_sha: string }>;
  diff(base_sha: string, head_sha: string): Promise<Omit<ChangedFile, "kind">[]>;
  /** Throws `UserError` for a commit that is not there. */
  readTree(sha: string): Promise<SourceTree>;
  /** Puts the report's files on the branch as one commit on top of `onto` (the tested head), or says why not. Safe to repeat. */
  publish(report: Report, handover: Handover, onto?: string): Promise<Publication>;
}
export type Publication =
  /** `verified`: whether the forge signed the commit; `null`: it does not say. `pull_request_url`: of a stacked pull request. */
  | { status: "committed"; commit_sha: string; files: string[]; verified?: boolean | null; pull_request_url?: string | null }
  | { status: "not-asked" }
  /** The branch is no longer where the commit was to go. */
  | { status: "head-moved"; new_head: string }
  /** Nothing can be written there, so a person has to apply the report's files as a patch. */
  | { status: "patch"; reason: string }
  | { status: "refused"; reason: string };

/** A forge with pull requests, where a commit of ours can be taken back. */
export interface HostedForge extends Forge {
  /** Reverts exactly this commit of ours with a new one; refuses when someone changed its files since. Safe to repeat. */
  undo(commit_sha: string, handover: Handover): Promise<Publication>;
  /** Takes one kept test out of the file we committed it in. The same rules as for `undo`. */
  drop(test: { file: string; name: string }, report: Report, handover: Handover): Promise<Publication>;
}

/** Where people follow one run: on GitHub its check run and, at the end, the one comment of the pull request. */
export interface Board {
  /** The queued check run, found by our app and the run's id or created. */
  open(run: BoardRun): Promise<{ check_run_id: number; check_run_url: string }>;
  /** Shown at once when the stage changes, else at most every 15 s; what lies between is left out. Never throws. */
  tell(event: RunEvent): void;
  /** Shows nothing more: the run is somebody else's to tell, or nobody's. What is on its way has arrived then. */
  leave(): Promise<void>;
  /** The end, told until it lands or an hour is over. Never throws: what could not be told is `null`. */
  conclude(end: RunEnd): Promise<{ pr_comment_url: string | null; check_run_url: string | null }>;
}
export interface BoardRun {
  run_id: string;
  handover: Handover;
  head_sha: string;
  /** What is known of the specification when the run is asked for, in a few words. */
  spec: string | null;
}

/** Short answers to what people asked on a pull request. Never throw: an answer nobody can read is no reason to stop. */
export interface Replies {
  /** One visible answer per kind and key (a command's comment id); a `refusal` once per key (a user) and day. */
  reply(pull_request: number, kind: ReplyKind, key: string, markdown: string): Promise<void>;
  react(comment_id: number, reaction: "eyes" | "rocket" | "-1" | "confused"): Promise<void>;
}
export type ReplyKind = "refusal" | "help" | "status" | "explain" | "plan" | "config" | "done";

/** The regular files of one commit. Symlinks and submodules are left out and named in `skipped`. */
export interface SourceTree {
  sha: string;
  files: SourceFile[];
  skipped: { path: string; reason: string }[];
}
export interface SourceFile {
  path: string;
  executable: boolean;
  content: Buffer;
}

/** Runs what we do not trust. Nothing of the host is ever mounted and the run phase has no network. */
export interface Sandbox {
  /** The image with the project's own dependencies, built or found. A failed install is an answer, not an exception. */
  prepare(framework: string, tree: SourceTree, signal: AbortSignal): Promise<PreparedEnvironment>;
  /** One verb in one fresh container over one tree. `overlay` files are added to the tree. */
  ask(request: SandboxRequest): Promise<SandboxAnswer>;
}
export type PreparedEnvironment =
  | { status: "ready"; image: string; notes: string[]; seconds: number }
  | { status: "failed"; reason: string; log_tail: string };
export interface SandboxRequest {
  image: string;
  tree: SourceTree;
  overlay: { path: string; source: string }[];
  verb: Verb;
  body: unknown;
  seconds: number;
  signal: AbortSignal;
  onProgress?: (progress: { done: number; total: number | null; item: string }) => void;
}
/** `body` is what the container said: parse it before use. Everything but `answered` is the machinery's failure, not a test's. */
export type SandboxAnswer =
  | { status: "answered"; body: unknown; seconds: number }
  | { status: "timed-out"; seconds: number }
  | { status: "out-of-memory"; seconds: number }
  | { status: "flooded"; seconds: number; bytes: number }
  | { status: "crashed"; seconds: number; reason: string }
  /** Not this container but the engine: gone, full, or it refused. Nothing else will run either. */
  | { status: "engine-failed"; seconds: number; reason: string };

/** Finished steps of runs. */
export interface Store {
  read(run_id: string, step: string): Promise<unknown>;
  write(run_id: string, step: string, value: unknown): Promise<void>;
}

export interface Clock {
  now(): Date;
  /** Monotonic, for durations. */
  seconds(): number;
  id(): string;
}
