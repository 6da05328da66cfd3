import { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as immediate } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import { DatabaseAway, isAway } from "./when-it-is-back.ts";

/** Parts that differ between PostgreSQL and PGlite. */
export interface Driver {
  kind: "embedded" | "server";
  pool: Pool;
  /** Hears a channel for as long as the database is open; `heard` is also called when something may have been missed. */
  listen(channel: string, heard: () => void): Promise<void>;
  close(): Promise<void>;
}

/** Any number that no other program on this database takes for the same: of `pg_advisory_lock`. */
const LOCK = 7_246_301;

interface Transaction {
  client: PoolClient;
  open: boolean;
}

/**
 * The one way to the database, PostgreSQL or PGlite: a pool, transactions and a wake-up call. What is asked inside `tx` is
 * asked on its connection, from however deep: PGlite has a single one, and a second would wait for the first for ever. What can
 * not be asked throws `DatabaseAway`.
 */
export class Database {
  readonly #driver: Driver;
  readonly #current = new AsyncLocalStorage<Transaction>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  /** Whether this process is the only one that can have it open. */
  get isEmbedded(): boolean {
    return this.#driver.kind === "embedded";
  }

  /** The rows of one statement, inside the transaction that is open here when there is one. */
  async query<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.#lending(async (client) => (await client.query<Row>(text, values)).rows);
  }

  /** Several statements without values; their rows one after the other. After an error its connection is as if new. */
  async script(text: string): Promise<object[]> {
    return this.#lending(async (client) => {
      try {
        const results = await client.query(text);
        return (Array.isArray(results) ? results : [results]).flatMap((result) => result.rows ?? []);
      } catch (error) {
        if (this.#current.getStore()?.open !== true) await client.query("rollback");
        throw error;
      }
    });
  }

  /** All of it or nothing. One inside another is part of it. */
  async tx<T>(work: () => Promise<T>): Promise<T> {
    if (this.#current.getStore()?.open) return work();
    return this.#lending(async (client) => {
      const transaction = { client, open: true };
      await client.query("begin");
      try {
        const result = await this.#current.run(transaction, work);
        transaction.open = false;
        await client.query("commit");
        return result;
      } catch (error) {
        transaction.open = false;
        await client.query("rollback").catch(() => undefined); // the connection is gone, and with it the transaction
        throw error;
      }
    });
  }

  /** One process at a time, of all that share the database, does such work; one that dies lets the next go on. Throws when the lock was lost meanwhile. */
  async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.isEmbedded) return work();
    return this.#lending(async (client) => {
      await client.query("select pg_advisory_lock($1)", [LOCK]);
      const unlock = () => client.query("select pg_advisory_unlock($1)", [LOCK]);
      const result = await work().catch(async (error: unknown) => {
        await unlock().catch(() => undefined); // the connection is gone, and with it the lock
        throw error;
      });
      await unlock();
      return result;
    });
  }

  /** Nothing else is asked of an embedded database meanwhile. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    return this.#lending(work);
  }

  /** `heard` is called in no transaction, whoever sent what it hears. */
  async listen(channel: string, heard: () => void): Promise<void> {
    await this.#driver.listen(channel, () => this.#current.exit(() => void setImmediate(heard)));
  }

  async close(): Promise<void> {
    await this.#driver.close();
  }

  async #lending<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const current = this.#current.getStore();
    if (current?.open) return work(current.client);
    const client = await this.#driver.pool.connect().catch(asAway);
    let broken = false;
    const onError = () => {
      broken = true;
    };
    client.on("error", onError);
    try {
      // PGlite computes here and never waits: without a turn in between, a thousand statements let nobody else have one
      if (this.isEmbedded) await immediate();
      return await work(client).catch(asAway);
    } finally {
      client.off("error", onError);
      client.release(broken);
    }
  }
}

function asAway(error: unknown): never {
  throw isAway(error) ? new DatabaseAway(error) : error;
}
