/** What asking a model takes. `tokens` are all of them, read and written; `minutes` were spent waiting, added up. */
export interface Amount {
  tokens: number;
  usd: number;
  calls: number;
  minutes: number;
}
export const MEASURES = ["tokens", "usd", "calls", "minutes"] as const satisfies (keyof Amount)[];
export const NOTHING: Amount = Object.freeze({ tokens: 0, usd: 0, calls: 0, minutes: 0 });

/** A sum that is kept: of one run, of one repository on one day (UTC), of one day. */
export interface Account {
  /** Unique among all accounts. */
  key: string;
  limits: Amount;
}

/** The first limit that had no room, and how far its account is. */
export interface Full {
  key: string;
  measure: keyof Amount;
  spent: number;
  limit: number;
}

/** Where sums are kept, shared by every run that may spend from the same accounts. */
export interface Spending {
  /** Adds to all accounts, or to none when one of them would pass its limit. One call is done before the next one begins. */
  reserve(accounts: Account[], amount: Amount): Promise<Full | null>;
  /** Adds without asking; a negative amount gives back what was reserved and not used. */
  book(accounts: Pick<Account, "key">[], amount: Amount): Promise<void>;
  spent(key: string): Promise<Amount>;
}

export function addAmounts(one: Amount, other: Amount): Amount {
  return {
    tokens: one.tokens + other.tokens,
    usd: one.usd + other.usd,
    calls: one.calls + other.calls,
    minutes: one.minutes + other.minutes,
  };
}

/** Sums of dollars are rounded in binary: this much over a limit is none. */
const ROUNDING = 1e-9;

/** The first limit that an amount on top of what is spent would pass. */
export function firstFull(accounts: Account[], amount: Amount, spentOf: (key: string) => Amount): Full | null {
  for (const { key, limits } of accounts)
    for (const measure of MEASURES) {
      const spent = spentOf(key)[measure];
      if (spent + amount[measure] > limits[measure] + ROUNDING) return { key, measure, spent, limit: limits[measure] };
    }
  return null;
}
