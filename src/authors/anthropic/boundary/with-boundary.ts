import type { Model } from "../../../ports.ts";
import { maskSecrets } from "./mask-secrets.ts";

/**
 * A model whose questions hold no secret that could be found, whatever way it came into them: a finding, an error message, a
 * path. A second fence behind the boundary, so `onSecret` tells of a hole in the first one. Texts without one pass unchanged.
 */
export function withBoundary(model: Model, onSecret: (kind: string) => void): Model {
  /** The context is the same in every question of a run. */
  const known = new Map<string, string>();
  async function clean(text: string, keep: boolean): Promise<string> {
    const before = known.get(text);
    if (before !== undefined) return before;
    const masked = await maskSecrets(text);
    for (const { kind } of masked.secrets) onSecret(kind);
    if (keep) known.set(text, masked.text);
    return masked.text;
  }
  return {
    name: model.name,
    async ask(question, signal) {
      const [context, task] = [await clean(question.context, true), await clean(question.task, false)];
      return model.ask({ ...question, context, task }, signal);
    },
  };
}
