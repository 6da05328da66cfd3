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

/** No question takes longer, whatever the budget has room for. */
const LONGEST_MINUTES = 10;

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
      const disarm = measuring.after(reservation.amount.minutes * 60, () => late.abort(OUT_OF_TIME));
      let answered: Answered<Answer>;
      try {
        answered = await model.ask(question, AbortSignal.any([signal, late.signal]));
      } catch (error) {
        await budget.book(reservation, { ...reservation.amount, minutes: minutes() });
        if (error === OUT_OF_TIME) return outOfTime(reservation);
        throw error;
      } finally {
        disarm();
      }
      await budget.book(reservation, { ...used(answered.usage), minutes: minutes() });
      return answered;
    },
  };
}

const OUT_OF_TIME = new Error("a question's time is over");

/** What was used by then the provider did not say: without a price, so that nobody adds up a cost that is not all of it. */
function outOfTime({ amount: { minutes } }: Reservation): Answered<never> {
  const reason = `The model took longer than the ${Math.round(minutes * 10) / 10} minutes it had.`;
  return { status: "failed", reason, usage: { ...NO_USAGE, calls: 1, usd: null } };
}

async function reserve(question: Question<unknown>, budget: Budget, measuring: Measuring, signal: AbortSignal) {
  const rough = await budget.reserve({ ...measuring.worstCase(question), minutes: LONGEST_MINUTES });
  if (rough.status === "reserved") return rough;
  const counted = await measuring.counted(question, signal);
  return counted === null ? rough : budget.reserve({ ...counted, minutes: LONGEST_MINUTES });
}

function used({ calls, usd, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens }: ModelUsage) {
  const tokens = input_tokens + output_tokens + cache_read_tokens + cache_write_tokens;
  return { calls, tokens, usd: usd ?? 0 };
}
