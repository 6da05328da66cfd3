import type { Answered, Model, Question, Store } from "../ports.ts";
import { askedOf, KeptAnswer, keyOf } from "./known-question.ts";

/**
 * A model whose answers are kept with the steps of its run: a run that is taken up again does not ask, and pay, for what was
 * answered before. A question is known by all of what it sends, and by how often it was asked. Throws what the store throws.
 */
export function withMemo(model: Model, run_id: string, store: Store): Model {
  const times = new Map<string, number>();
  return {
    name: model.name,
    ask: async <Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answered<Answer>> => {
      signal.throwIfAborted();
      const key = keyOf(askedOf(model.name, question));
      const nth = times.get(key) ?? 0;
      times.set(key, nth + 1);
      const step = `ask:${question.role}:${key}:${nth}`;
      const known = answerFrom(await store.read(run_id, step), question);
      if (known !== null) return known;
      const answered = await model.ask(question, signal);
      if (KeptAnswer.safeParse(answered).success) await store.write(run_id, step, answered);
      return answered;
    },
  };
}

/** `null`: nothing was kept, or something of another shape than is asked for now. */
function answerFrom<Answer>(kept: unknown, { schema }: Question<Answer>): Answered<Answer> | null {
  const known = KeptAnswer.safeParse(kept);
  if (!known.success) return null;
  if (known.data.status !== "answered") return known.data;
  const answer = schema.safeParse(known.data.answer);
  return answer.success ? { ...known.data, answer: answer.data } : null;
}
