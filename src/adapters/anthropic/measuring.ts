import type { Question } from "../../ports.ts";
import type { Measuring } from "../../runs/with-budget.ts";
import { schemaOf } from "./answer-schema.ts";
import { TURNS } from "./anthropic-model.ts";
import { usdOf } from "./prices.ts";
import type { Profiles } from "./profiles.ts";
import type { Provider } from "./provider.ts";
import { type Roles, requestOf } from "./request.ts";

/** Code has at least two bytes to a token, also with the newer tokenizers, which make a third more of them. */
const BYTES_PER_TOKEN = 2;
/** What the API adds around a question, and the problem that is told back. */
const EXTRA_TOKENS = 1500;
/** The question that finds out what a server can do. */
const PROBE = { calls: 1, tokens: 2000 };

/** How the questions of a run are measured: by their length, and by the provider's own count when that would decide. */
export function measuringOf(provider: Provider, profiles: Profiles, roles: Roles): Measuring {
  const amountOf = (question: Question<unknown>, input: number) => {
    const model = roles[question.role];
    const mended = input + question.max_tokens + EXTRA_TOKENS;
    const turn = (tokens: number) => ({
      ...{ input_tokens: 0, cache_read_tokens: 0 },
      ...{ cache_write_tokens: tokens, output_tokens: question.max_tokens },
    });
    const usd = [input, mended].reduce((sum, tokens) => sum + (usdOf(model, turn(tokens)) ?? 0), 0);
    const probe = provider.official ? { calls: 0, tokens: 0 } : PROBE;
    return { calls: TURNS + probe.calls, tokens: input + mended + 2 * question.max_tokens + probe.tokens, usd };
  };
  return {
    worstCase: (question) => {
      const { system, context, task, schema } = question;
      const bytes = Buffer.byteLength(system + context + task + JSON.stringify(schemaOf(schema)));
      return amountOf(question, Math.ceil(bytes / BYTES_PER_TOKEN) + EXTRA_TOKENS);
    },
    counted: async (question, signal) => {
      const model = roles[question.role];
      const { profile } = await profiles.of(model, JSON.stringify(schemaOf(question.schema)), signal);
      const input = profile.count ? await provider.count(requestOf(question, model, null, profile, null), signal) : null;
      return input === null ? null : amountOf(question, input);
    },
    seconds: () => provider.time.seconds(),
    after: (seconds, then) => provider.time.after(seconds, then),
  };
}
