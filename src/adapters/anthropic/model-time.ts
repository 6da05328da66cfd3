import { realTime, type Waiting } from "../github/waiting.ts";

/** Time as this adapter sees it, so that a test of a silent server takes none. */
export interface ModelTime extends Waiting {
  /** Monotonic. */
  seconds(): number;
  /** Calls `then` once after so many seconds; what it gives takes that back. */
  after(seconds: number, then: () => void): () => void;
}

export const realModelTime: ModelTime = {
  ...realTime,
  seconds: () => performance.now() / 1000,
  after: (seconds, then) => {
    const timer = setTimeout(then, seconds * 1000);
    return () => clearTimeout(timer);
  },
};
