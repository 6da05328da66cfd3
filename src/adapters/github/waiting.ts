import { setTimeout as sleep } from "node:timers/promises";

/** Time as this adapter sees it, so that a test of an hour's retries takes none. */
export interface Waiting {
  now(): Date;
  /** Resolves early, and quietly, when `signal` is aborted. */
  wait(seconds: number, signal?: AbortSignal): Promise<void>;
}

export const realTime: Waiting = {
  now: () => new Date(),
  wait: (seconds, signal) => sleep(seconds * 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
};
