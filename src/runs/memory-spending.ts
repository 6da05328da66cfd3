import { type Account, type Amount, addAmounts, type Full, firstFull, NOTHING, type Spending } from "./spending.ts";

/** Sums that live as long as the process: for replays, which spend nothing, and for tests. */
export class MemorySpending implements Spending {
  readonly #sums = new Map<string, Amount>();

  async reserve(accounts: Account[], amount: Amount): Promise<Full | null> {
    const full = firstFull(accounts, amount, (key) => this.#sum(key));
    if (full === null) this.#add(accounts, amount);
    return full;
  }

  async book(accounts: Pick<Account, "key">[], amount: Amount): Promise<void> {
    this.#add(accounts, amount);
  }

  async spent(key: string): Promise<Amount> {
    return this.#sum(key);
  }

  #sum(key: string): Amount {
    return this.#sums.get(key) ?? NOTHING;
  }

  #add(accounts: Pick<Account, "key">[], amount: Amount): void {
    for (const { key } of accounts) this.#sums.set(key, addAmounts(this.#sum(key), amount));
  }
}
