import type { Candidate, Finding } from "./domain/candidate.ts";
import type { Handover } from "./domain/handover.ts";
import type { Plan, Target } from "./domain/plan.ts";
import type { Report } from "./domain/report.ts";
import type { RunEvent } from "./domain/run.ts";
import type { ChangedFile, Snapshot } from "./domain/snapshot.ts";
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
}
/** `nothing`: there is nothing worth writing. `failed`: the author could not do its work; nobody knows what there was. */
export type Draft = { status: "written"; candidate: Candidate } | { status: "nothing" | "failed"; reason: string };

/** Where the code lives: a local repository or GitHub. */
export interface Forge {
  /** The merge-base and the head as full shas. Throws `UserError` for an unknown ref. */
  pin(handover: Handover): Promise<{ base_sha: string; head_sha: string }>;
  diff(base_sha: string, head_sha: string): Promise<Omit<ChangedFile, "kind">[]>;
  /** Throws `UserError` for a commit that is not there. */
  readTree(sha: string): Promise<SourceTree>;
  /** Puts the report's files on the branch as one commit, or says why not. Safe to repeat. */
  publish(report: Report, handover: Handover): Promise<Publication>;
}
export type Publication =
  | { status: "committed"; commit_sha: string; files: string[] }
  | { status: "not-asked" }
  | { status: "refused"; reason: string };

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
