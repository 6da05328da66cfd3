import { untilAborted } from "./until-aborted.ts";

/**
 * A prefix can be read from the provider's cache once the first answer over it has begun. Questions that come at the same
 * time would each pay for writing it, so all but the first wait for that moment.
 */
export class FirstAlone {
  readonly #begun = new Map<string, Promise<void>>();

  /** Resolves when a question over this prefix may be sent; what it gives says that its answer began, or never will. */
  async enter(prefix: string, signal: AbortSignal): Promise<() => void> {
    const first = this.#begun.get(prefix);
    if (first !== undefined) {
      await untilAborted(first, signal);
      return () => {};
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#begun.set(prefix, promise);
    return resolve;
  }
}
