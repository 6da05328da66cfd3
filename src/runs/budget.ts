import { type Account, type Amount, type Full, MEASURES, NOTHING, type Spending } from "./spending.ts";

export type BudgetScope = "run" | "repository-day" | "day";
export type BudgetLimits = Readonly<Record<BudgetScope, Readonly<Amount>>>;

/** What is set aside for one question; `amount.minutes` is how long it may take, and grows while it is under way. */
export interface Reservation {
  accounts: Account[];
  amount: Amount;
}
export type Reserved = { status: "reserved"; reservation: Reservation } | { status: "exhausted"; reason: string };

/** One limit of a budget and how much of it is spent. */
export interface BudgetStanding {
  scope: BudgetScope;
  measure: keyof Amount;
  spent: number;
  limit: number;
}

const SCOPE_WORDS: Record<BudgetScope, string> = {
  run: "this run",
  "repository-day": "this repository today",
  day: "today",
};

/**
 * What one run may ask of a model: its own limits, those of its repository on a day and those of a day (UTC). A question's worst
 * case is set aside before it is asked, so that no limit is ever passed; what it did not use is given back.
 */
export class Budget {
  readonly limits: BudgetLimits;
  readonly #run_id: string;
  readonly #repository: string;
  readonly #spending: Spending;
  readonly #now: () => Date;
  /** Questions of this run that are under way, each resolved when it is booked. */
  readonly #open = new Set<Promise<void>>();
  readonly #close = new WeakMap<Reservation, () => void>();

  constructor(run: { run_id: string; repository: string; limits: BudgetLimits }, spending: Spending, now: () => Date) {
    this.limits = run.limits;
    this.#run_id = run.run_id;
    this.#repository = run.repository;
    this.#spending = spending;
    this.#now = now;
  }

  /** Sets the worst case of a question aside, or says which limit has no room. Waits for this run's own questions first. */
  async reserve(worst: Amount): Promise<Reserved> {
    const accounts = this.#accounts();
    for (;;) {
      const before = [...this.#open];
      const full = await this.#spending.reserve(accounts, worst);
      if (full === null) return { status: "reserved", reservation: this.#opened({ accounts, amount: { ...worst } }) };
      const open = [...before, ...this.#open];
      if (open.length === 0) return { status: "exhausted", reason: this.#sentence(full, worst) };
      await Promise.race(open);
    }
  }

  /** Gives a question under way more minutes, when there are some. */
  async extend(reservation: Reservation, minutes: number): Promise<boolean> {
    const full = await this.#spending.reserve(reservation.accounts, { ...NOTHING, minutes });
    if (full === null) reservation.amount.minutes += minutes;
    return full === null;
  }

  /** Puts what was really used in the place of what was set aside. */
  async book(reservation: Reservation, used: Amount): Promise<void> {
    const { accounts, amount } = reservation;
    const unused = Object.fromEntries(MEASURES.map((measure) => [measure, used[measure] - amount[measure]]));
    try {
      await this.#spending.book(accounts, { ...NOTHING, ...unused });
    } finally {
      this.#close.get(reservation)?.();
    }
  }

  /** Every limit of this run and how much of it is spent, for the report. */
  async standing(): Promise<BudgetStanding[]> {
    const rows = await Promise.all(
      this.#accounts().map(async ({ key, limits, scope }) => {
        const spent = await this.#spending.spent(key);
        return MEASURES.map((measure) => ({ scope, measure, spent: rounded(spent[measure]), limit: limits[measure] }));
      }),
    );
    return rows.flat();
  }

  #accounts(): (Account & { scope: BudgetScope })[] {
    const day = this.#now().toISOString().slice(0, 10);
    const keys: Record<BudgetScope, string> = {
      run: `run ${this.#run_id}`,
      "repository-day": `${day} ${this.#repository}`,
      day,
    };
    const scopes: BudgetScope[] = ["run", "repository-day", "day"];
    return scopes.map((scope) => ({ scope, key: keys[scope], limits: this.limits[scope] }));
  }

  #opened(reservation: Reservation): Reservation {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#open.add(promise);
    this.#close.set(reservation, () => {
      this.#open.delete(promise);
      resolve();
    });
    return reservation;
  }

  #sentence({ key, measure, spent, limit }: Full, amount: Amount): string {
    const scope = this.#accounts().find((account) => account.key === key)?.scope ?? "day";
    const [is, most] = [figure(spent, measure), figure(limit, measure)];
    return `The model's budget of ${SCOPE_WORDS[scope]} has no room: ${is} of ${most} ${measure} are spent and one question may take ${figure(amount[measure], measure)}.`;
  }
}

function figure(value: number, measure: keyof Amount): string {
  return measure === "usd" || measure === "minutes" ? String(Math.round(value * 100) / 100) : String(Math.round(value));
}

/** Sums of dollars and minutes carry binary dust. */
function rounded(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
