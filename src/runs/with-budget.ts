import type { Answered, Model, ModelUsage, Question } from "../ports.ts";
import type { Budget, Reservation } from "./budget.ts";
import { NO_USAGE } from "./model-usage.ts";
import { type Amount, NOTHING } from "./spending.ts";

/** How a question is measured before and while it is asked. */
export interface Measuring {
  /** The most a question can take, from its length alone. */
  worstCase(question: Question<unknown>): Omit<Amount, "minutes">;
  /** The same from a count of its tokens, asked for when the other has no room; `null`: nobody counts. */
  counted(question: Question<unknown>, signal: AbortSignal): Promise<Omit<Amount, "minutes"> | null>;
  /** Monotonic, in seconds. */
  seconds(): number;
  /** Calls `then` once after so many seconds; what it gives takes that back. */
  after(seconds: number, then: () => void): () => void;
}

/** Time is set aside by the minute, so that questions side by side do not take it from each other. */
const LEASE_MINUTES = 1;

/**
 * A model that asks nothing its budget has no room for. What was used is booked whatever the answer was; what a question used
 * that was stopped, nobody knows, so it is booked at its worst case.
 */
export function withBudget(model: Model, budget: Budget, measuring: Measuring): Model {
  return {
    name: model.name,
    ask: async <Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answered<Answer>> => {
      signal.throwIfAborted();
      const reserved = await reserve(question, budget, measuring, signal);
      if (reserved.status === "exhausted") return { ...reserved, usage: NO_USAGE };
      const { reservation } = reserved;
      if (signal.aborted) await budget.book(reservation, NOTHING);
      signal.throwIfAborted();

      const begun = measuring.seconds();
      const minutes = () => (measuring.seconds() - begun) / 60;
      const late = new AbortController();
      const release = lease(reservation, budget, measuring, late);
      let answered: Answered<Answer>;
      try {
        answered = await model.ask(question, AbortSignal.any([signal, late.signal]));
      } catch (error) {
        await release();
        await budget.book(reservation, { ...reservation.amount, minutes: minutes() });
        if (error === OUT_OF_TIME) return outOfTime();
        throw error;
      }
      await release();
      await budget.book(reservation, { ...used(answered.usage), minutes: minutes() });
      return answered;
    },
  };
}

const OUT_OF_TIME = new Error("a question's time is over");

/** Sets one more minute aside whenever one is over, until there is none. What it gives ends that, before anything is booked. */
function lease(reservation: Reservation, budget: Budget, measuring: Measuring, late: AbortController): () => Promise<void> {
  let over = false;
  let disarm = () => {};
  let extending: Promise<void> = Promise.resolve();
  const extend = async () => {
    const more = await budget.extend(reservation, LEASE_MINUTES);
    if (!more) late.abort(OUT_OF_TIME);
    else if (!over) arm();
  };
  const arm = () => {
    disarm = measuring.after(LEASE_MINUTES * 60, () => {
      extending = extend().catch((error: unknown) => late.abort(error));
    });
  };
  arm();
  return () => {
    over = true;
    disarm();
    return extending;
  };
}

/** What was used by then the provider did not say: without a price, so that nobody adds up a cost that is not all of it. */
function outOfTime(): Answered<never> {
  const usage = { ...NO_USAGE, calls: 1, usd: null };
  return { status: "failed", reason: "The minutes of the model's budget were over before it answered.", usage };
}

async function reserve(question: Question<unknown>, budget: Budget, measuring: Measuring, signal: AbortSignal) {
  const rough = await budget.reserve({ ...measuring.worstCase(question), minutes: LEASE_MINUTES });
  if (rough.status === "reserved") return rough;
  const counted = await measuring.counted(question, signal);
  return counted === null ? rough : budget.reserve({ ...counted, minutes: LEASE_MINUTES });
}

function used({ calls, usd, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens }: ModelUsage) {
  const tokens = input_tokens + output_tokens + cache_read_tokens + cache_write_tokens;
  return { calls, tokens, usd: usd ?? 0 };
}
