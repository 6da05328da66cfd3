/** What was asked before. Kept for a week, across restarts: GitHub delivers again what it believes was lost. */
export interface Seen {
  /**
   * Whether all of these keys are new; from now on none of them is. Of two who ask at once one hears yes. With a `delivery`
   * they are new to that one again when it was cut off.
   */
  first(keys: string[], delivery?: string): Promise<boolean>;
  /** A delivery is dealt with, well or not. */
  done(delivery: string): Promise<void>;
  /** Deliveries that a process began to deal with and did not live to end. */
  cutOff(): Promise<Set<string>>;
}

/** How long a key is kept, in milliseconds. GitHub redelivers for days at most. */
export const SEEN_FOR = 7 * 24 * 60 * 60 * 1000;
