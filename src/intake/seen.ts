/** What was asked before. Kept for a week, across restarts: GitHub delivers again what it believes was lost. */
export interface Seen {
  /** Whether this key is new; from now on it is not. Decided before anything is awaited. */
  first(key: string): Promise<boolean>;
}

/** How long a key is kept, in milliseconds. GitHub redelivers for days at most. */
export const SEEN_FOR = 7 * 24 * 60 * 60 * 1000;
