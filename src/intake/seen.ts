/** What was asked before. Kept for a week, across restarts: GitHub delivers again what it believes was lost. */
export interface Seen {
  /** Whether all of these keys are new; from now on none of them is. Of two who ask at once one hears yes. */
  first(...keys: string[]): Promise<boolean>;
}

/** How long a key is kept, in milliseconds. GitHub redelivers for days at most. */
export const SEEN_FOR = 7 * 24 * 60 * 60 * 1000;
