import type { RunStopped } from "./run-stopped.ts";
import type { RunRecord } from "./runs.ts";

/** A run that is ours to work on, until it is finished, handed back, or somebody else has it because we were thought dead. */
export interface Claim {
  record: RunRecord;
  /** Tells this time from another one, by us or by somebody else. */
  attempt: number;
  /** It was stopped before it was begun: only its end is to be told. */
  stop: RunStopped | null;
}

/** Where workers get runs from. A claim that is lost changes nothing any more: what would change something says so. */
export interface RunQueue {
  /** At most `room` runs to begin, and all that were stopped before anyone began them: those take no place. */
  claim(room: number): Promise<Claim[]>;
  /** Those of these claims that were stopped, and why. */
  stopped(claims: readonly Claim[]): Promise<Map<Claim, RunStopped>>;
  /** Says that these are being worked on; gives those that are ours no more. */
  beat(claims: readonly Claim[]): Promise<Claim[]>;
  /** Whether the change was kept: the claim is still ours. */
  save(claim: Claim, change: Partial<RunRecord>): Promise<boolean>;
  /** The end of a run, with everything that is released with it. */
  finish(claim: Claim, change: Partial<RunRecord>): Promise<boolean>;
  /** Somebody else, or we after a restart, may work on it at once. */
  handBack(claim: Claim): Promise<void>;
  /** It does not end: it is like a crash, counted, and somebody else may work on it at once. */
  giveUp(claim: Claim): Promise<void>;
  /** `changed` is called whenever there may be something to claim or to stop. */
  onChange(changed: () => void): Promise<void>;
}
