import { appendFile, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { InfrastructureError } from "../../errors.ts";
import { type Account, type Amount, addAmounts, type Full, firstFull, NOTHING, type Spending } from "../../runs/spending.ts";

const Line = z.object({ keys: z.array(z.string()), tokens: z.number(), usd: z.number(), calls: z.number(), minutes: z.number() });

/** A run may begin before midnight (UTC) and end after it. */
const DAYS_THAT_COUNT = 2;
const DAYS_KEPT = 31;
const DAY = 24 * 60 * 60 * 1000;

/**
 * Sums in a folder: a file per day (UTC) that only ever grows, a line per change. A crash loses at most the line that was being
 * written, and other processes may add lines of their own.
 */
export class SpendingFolder implements Spending {
  /** One change at a time per folder, also among several who opened it. */
  static readonly #turns = new Map<string, Promise<unknown>>();
  readonly #folder: string;
  readonly #now: () => Date;

  private constructor(folder: string, now: () => Date) {
    this.#folder = folder;
    this.#now = now;
  }

  /** Makes the folder and removes files of days long past. Throws `InfrastructureError` when it can not be written to. */
  static async open(folder: string, now: () => Date): Promise<SpendingFolder> {
    const spending = new SpendingFolder(folder, now);
    await spending.#safely(async () => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const oldest = spending.#day(DAYS_KEPT);
      const days = (await readdir(folder)).filter((name) => /^\d{4}-\d\d-\d\d\.jsonl$/.test(name));
      await Promise.all(days.filter((name) => name < oldest).map((name) => rm(join(folder, name), { force: true })));
    });
    return spending;
  }

  reserve(accounts: Account[], amount: Amount): Promise<Full | null> {
    return this.#inTurn(async () => {
      const sums = await this.#sums();
      const full = firstFull(accounts, amount, (key) => sums.get(key) ?? NOTHING);
      if (full === null) await this.#append(accounts, amount);
      return full;
    });
  }

  book(accounts: Pick<Account, "key">[], amount: Amount): Promise<void> {
    return this.#inTurn(() => this.#append(accounts, amount));
  }

  spent(key: string): Promise<Amount> {
    return this.#inTurn(async () => (await this.#sums()).get(key) ?? NOTHING);
  }

  async #sums(): Promise<Map<string, Amount>> {
    const sums = new Map<string, Amount>();
    for (let ago = 0; ago < DAYS_THAT_COUNT; ago++)
      for (const { keys, ...amount } of await this.#lines(this.#day(ago)))
        for (const key of keys) sums.set(key, addAmounts(sums.get(key) ?? NOTHING, amount));
    return sums;
  }

  /** A line that a crash cut off is as if it had not been written. */
  async #lines(day: string): Promise<z.infer<typeof Line>[]> {
    const text = await readFile(this.#file(day), "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    return text.split("\n").flatMap((line) => {
      const parsed = Line.safeParse(parseJson(line));
      return parsed.success ? [parsed.data] : [];
    });
  }

  /** The line end comes first: it also ends a line that a crash cut off. */
  async #append(accounts: Pick<Account, "key">[], amount: Amount): Promise<void> {
    const line: z.infer<typeof Line> = { keys: accounts.map(({ key }) => key), ...amount };
    await appendFile(this.#file(this.#day(0)), `\n${JSON.stringify(line)}`, { mode: 0o600 });
  }

  #day(ago: number): string {
    return new Date(this.#now().getTime() - ago * DAY).toISOString().slice(0, 10);
  }

  #file(day: string): string {
    return join(this.#folder, `${day}.jsonl`);
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const before = SpendingFolder.#turns.get(this.#folder) ?? Promise.resolve();
    const own = before.then(
      () => this.#safely(work),
      () => this.#safely(work),
    );
    SpendingFolder.#turns.set(this.#folder, own);
    try {
      return await own;
    } finally {
      if (SpendingFolder.#turns.get(this.#folder) === own) SpendingFolder.#turns.delete(this.#folder);
    }
  }

  async #safely<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw new InfrastructureError(`What the model may still spend can not be kept in ${this.#folder}: ${why}.`, {
        cause: error,
      });
    }
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
