import pLimit, { type LimitFunction } from "p-limit";

/**
 * Deliveries of one installation that are dealt with at a time. Each has a few requests under way, and GitHub takes at most
 * 100 at a time from one client (docs.github.com, rate limits for the REST API, secondary rate limits).
 */
const AT_A_TIME = 16;

/** What is asked in a burst waits for its turn, the first first. Another installation does not wait for it. */
export class Turns {
  readonly #queues = new Map<number, LimitFunction>();

  async take<T>(installation_id: number, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(installation_id) ?? pLimit(AT_A_TIME);
    this.#queues.set(installation_id, queue);
    try {
      return await queue(work);
    } finally {
      if (queue.activeCount + queue.pendingCount === 0) this.#queues.delete(installation_id);
    }
  }
}
