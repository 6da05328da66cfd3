import type { TakenBack } from "../pipeline/6-triage/render/taken-back.ts";
import type { Clock, HostedForge, Replies } from "../ports.ts";
import type { Runs } from "../runs/runs.ts";
import type { Asked } from "./intent.ts";
import type { Pushes } from "./pushes.ts";
import type { Repository } from "./repository.ts";
import type { Seen } from "./seen.ts";
import type { Identity } from "./senders.ts";
import type { Turns } from "./turns.ts";

/** One repository on GitHub with everything an answer may need there. */
export interface Office {
  repository: Repository;
  replies: Replies;
  forge: HostedForge;
  /** Gives a commit that took tests back its completed check run: a required check would wait for it forever. Never throws. */
  mark(commit: { commit_sha: string; run_id: string } & TakenBack): Promise<void>;
}

/** What intake works with. */
export interface IntakeWorld {
  self: Identity;
  runs: Runs;
  seen: Seen;
  pushes: Pushes;
  turns: Turns;
  clock: Clock;
  /** Names of the authors this server has, its default first. */
  authors: readonly string[];
  connect(place: Pick<Asked, "installation_id" | "repository">): Promise<Office>;
  /** Removes what this machine keeps of these repositories. */
  wipe(repository_ids: number[]): Promise<void>;
  log: Log;
}

export interface Log {
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}
