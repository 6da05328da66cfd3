import type { Answered, Model, ModelUsage, Question } from "../../src/ports.ts";
import { addUsage, NO_USAGE } from "../../src/runs/model-usage.ts";

/** One reply: a value of the answer's shape (or not), how the model did not answer, or nothing until someone stops it. */
export type Reply =
  | { hangs: true }
  | { says: unknown; usage?: Partial<ModelUsage> }
  | { status: "refused" | "truncated" | "failed" | "exhausted"; reason: string; usage?: Partial<ModelUsage> };
type Role = Question<unknown>["role"];
/** Replies of a role in the order they are given, or a function of the question; `nth` counts a role's replies from 0. */
export type Replies = Reply[] | ((question: Question<unknown>, nth: number) => Reply);

/** What one call costs unless its reply says otherwise. */
export const ONE_CALL: ModelUsage = {
  calls: 1,
  input_tokens: 1000,
  output_tokens: 100,
  cache_read_tokens: 0,
  cache_write_tokens: 0,
  usd: 0.01,
};

/**
 * A model that says what a test wrote down, and remembers what it was asked. A reply that does not fit the question's
 * schema is told back once, as the real one does: the next reply is then the answer. A role without a reply fails.
 */
export class ScriptedModel implements Model {
  readonly name = "scripted";
  readonly questions: Question<unknown>[] = [];
  readonly #script: Partial<Record<Role, Replies>>;
  readonly #said = new Map<Role, number>();

  constructor(script: Partial<Record<Role, Replies>>) {
    this.#script = script;
  }

  async ask<Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answered<Answer>> {
    signal.throwIfAborted();
    this.questions.push(question);
    let usage = NO_USAGE;
    let reason = "";
    for (let turn = 0; turn < 2; turn++) {
      const reply = this.#next(question);
      if ("hangs" in reply) throw await aborted(signal);
      if (!("says" in reply)) {
        const { status } = reply;
        const spent = status === "exhausted" ? NO_USAGE : { ...ONE_CALL, ...reply.usage };
        return { status, reason: reply.reason, usage: addUsage(usage, spent) };
      }
      usage = addUsage(usage, { ...ONE_CALL, ...reply.usage });
      const parsed = question.schema.safeParse(structuredClone(reply.says));
      if (parsed.success) return { status: "answered", answer: parsed.data, usage };
      reason = parsed.error.message;
    }
    return { status: "invalid", reason, usage };
  }

  /** The questions of one role, in order. */
  asked(role: Role): Question<unknown>[] {
    return this.questions.filter((question) => question.role === role);
  }

  #next(question: Question<unknown>): Reply {
    const { role } = question;
    const nth = this.#said.get(role) ?? 0;
    this.#said.set(role, nth + 1);
    const replies = this.#script[role] ?? [];
    const reply = typeof replies === "function" ? replies(question, nth) : replies[nth];
    return reply ?? { status: "failed", reason: `no scripted reply ${nth + 1} for the ${role}` };
  }
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason), { once: true }));
}
