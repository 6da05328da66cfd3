import type { Account, Amount, Full, Spending } from "../../runs/spending.ts";
import { firstFull, NOTHING } from "../../runs/spending.ts";
import type { Database } from "../database/database.ts";

/** What was spent, in the database: every machine spends from the same accounts, and none of them passes a limit. */
export class DatabaseSpending implements Spending {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  reserve(accounts: Account[], amount: Amount): Promise<Full | null> {
    return this.#database.tx(async () => {
      const keys = accounts.map(({ key }) => key).toSorted(); // in the same order everywhere: two never wait for each other
      const text = "insert into tfactory.spending (key) select unnest($1::text[]) on conflict (key) do nothing";
      await this.#database.query(text, [keys]);
      const locked = "select * from tfactory.spending where key = any($1) order by key for update";
      const rows = await this.#database.query<Amount & { key: string }>(locked, [keys]);
      const full = firstFull(accounts, amount, (key) => rows.find((row) => row.key === key) ?? NOTHING);
      if (full === null) await this.book(accounts, amount);
      return full;
    });
  }

  async book(accounts: Pick<Account, "key">[], { tokens, usd, calls, minutes }: Amount): Promise<void> {
    const text = `insert into tfactory.spending as s (key, tokens, usd, calls, minutes)
      select key, $2, $3, $4, $5 from unnest($1::text[]) as key order by key
      on conflict (key) do update set tokens = s.tokens + $2, usd = s.usd + $3, calls = s.calls + $4, minutes = s.minutes + $5,
        changed_at = now()`;
    await this.#database.query(text, [accounts.map(({ key }) => key), tokens, usd, calls, minutes]);
  }

  async spent(key: string): Promise<Amount> {
    const text = "select tokens, usd, calls, minutes from tfactory.spending where key = $1";
    return (await this.#database.query<Amount>(text, [key]))[0] ?? NOTHING;
  }
}
