/** What an operator allows, all machines together. */
export interface Limits {
  /** Runs at a time. */
  readonly runs: number;
  /** Seconds between the end of a run and the begin of the next one of the same pull request. */
  readonly cooldown: number;
  /** What may be used from midnight to midnight, UTC. */
  readonly daily: Readonly<Used>;
}

/** Why a queued run does not begin at once, and when it can at the earliest; `null`: when others are over. */
export interface Delay {
  because: "budget" | "cool-down" | "busy" | "no-worker";
  until: string | null;
  /** Runs that are before it. */
  ahead: number;
}

/** What was used on a day. */
export interface Used {
  runs: number;
  tokens: number;
  usd: number;
}

/** How many more runs may begin today: none when what a model may cost is spent. */
export function leftToday({ daily }: Limits, used: Used): number {
  if (used.tokens >= daily.tokens || used.usd >= daily.usd) return 0;
  return Math.max(0, daily.runs - used.runs);
}

/** The day a budget is of: `2026-01-31`, in UTC. */
export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}

/** When the budget of a day is renewed. */
export function nextDay(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));
}
