import type { Forge } from "../ports.ts";

/** Who may write which test file of a repository. What a run takes it has until it is over or its worker dies. */
export interface PathLocks {
  /** All of them or none; `false`: another run has one. */
  take(run_id: string, repository_id: number, paths: readonly string[]): Promise<boolean>;
}

/** Between two tries for paths that another run has. It is over within minutes. */
const AGAIN_SECONDS = 1;

export interface Locking {
  locks: PathLocks;
  run_id: string;
  repository_id: number;
  /** Throws the reason of the run's signal when that is aborted. */
  pause: (seconds: number) => Promise<void>;
}

/** A forge that writes a file only when no other run of the repository writes it: the second one waits, and sees the first. */
export function lockingForge(forge: Forge, { locks, run_id, repository_id, pause }: Locking): Forge {
  return {
    pin: (handover) => forge.pin(handover),
    diff: (base_sha, head_sha) => forge.diff(base_sha, head_sha),
    readTree: (sha) => forge.readTree(sha),
    publish: async (report, handover, onto) => {
      const paths = report.files.map(({ path }) => path);
      while (!(await locks.take(run_id, repository_id, paths))) await pause(AGAIN_SECONDS);
      return forge.publish(report, handover, onto);
    },
  };
}
