import type Anthropic from "@anthropic-ai/sdk";
import type { Answered, Model, ModelUsage, Question } from "../../ports.ts";
import { addUsage, NO_USAGE } from "../../runs/model-usage.ts";
import { schemaOf } from "./answer-schema.ts";
import type { Failure } from "./failure.ts";
import { FirstAlone } from "./first-alone.ts";
import { usageOf } from "./prices.ts";
import { type ProviderProfile, partToDrop } from "./profile.ts";
import type { Profiles } from "./profiles.ts";
import type { Provider } from "./provider.ts";
import { parseAnswer, readMessage } from "./read-answer.ts";
import { type Effort, type Misfit, type Roles, requestOf } from "./request.ts";
import { ruleOn } from "./retry-rules.ts";
import { quiet, sayExhausted, sayFailure, withoutKey } from "./say-failure.ts";

/**
 * An answer that began is paid for, so a question has two of them: the second one when the first did not have its shape, or
 * broke off. Refusals before an answer begins cost nothing and are repeated within a turn.
 */
export const TURNS = 2;

type Turn = { usage: ModelUsage } & (
  | { message: Anthropic.Message }
  | { status: "failed" | "exhausted" | "broken-off"; reason: string }
);

/** The model of one run over the Messages API, of Anthropic or of a server that speaks it. One model per role. */
export class AnthropicModel implements Model {
  readonly name: string;
  readonly #provider: Provider;
  readonly #profiles: Profiles;
  readonly #roles: Roles;
  readonly #effort: Effort | null;
  readonly #first = new FirstAlone();

  constructor(provider: Provider, profiles: Profiles, roles: Roles, effort: Effort | null) {
    this.name = nameOf(roles);
    this.#provider = provider;
    this.#profiles = profiles;
    this.#roles = roles;
    this.#effort = effort;
  }

  async ask<Answer>(question: Question<Answer>, signal: AbortSignal): Promise<Answered<Answer>> {
    let usage = NO_USAGE;
    let misfit: Misfit | null = null;
    for (let turn = 0; turn < TURNS; turn++) {
      const asked: Turn = await this.#turn(question, misfit, signal);
      usage = addUsage(usage, asked.usage);
      if (!("message" in asked)) {
        const { status, reason } = asked;
        if (status === "broken-off" && turn + 1 < TURNS) continue;
        return { status: status === "broken-off" ? "failed" : status, reason, usage };
      }
      const read = readMessage(asked.message);
      if (read.status !== "said") return { status: read.status, reason: quiet(read.reason, this.#provider.key), usage };
      const text = withoutKey(read.text, this.#provider.key);
      const parsed = parseAnswer(text, question.schema);
      if (parsed.status === "fits") return { status: "answered", answer: parsed.answer, usage };
      misfit = { text, problem: parsed.problem };
    }
    const problem = quiet(misfit?.problem ?? "", this.#provider.key);
    return { status: "invalid", reason: `The answer did not have the shape that was asked for, twice: ${problem}`, usage };
  }

  /** One request and its repetitions, which count as one call. */
  async #turn(question: Question<unknown>, misfit: Misfit | null, signal: AbortSignal): Promise<Turn> {
    const provider = this.#provider;
    const model = this.#roles[question.role];
    const schema = JSON.stringify(schemaOf(question.schema));
    let usage = NO_USAGE;
    for (let attempt = 1; ; attempt++) {
      const { profile, usage: probing } = await this.#profiles.of(model, schema, signal);
      const request = requestOf(question, model, this.#effort, profile, misfit);
      const began = await this.#enter(question, model, schema, profile, signal);
      const sent = await provider.send(request, signal, began).finally(began);
      usage = addUsage(addUsage(usage, probing), usageOf(model, 0, sent.tokens, profile.priced));
      if ("message" in sent) return { message: sent.message, usage: oneCall(usage) };

      const ruling = ruleOn(sent.failure, attempt, provider.time.now().getTime() / 1000);
      if (ruling.verdict === "exhausted") return { status: "exhausted", reason: sayExhausted(sent.failure, provider.key), usage };
      if (ruling.verdict === "again" && Object.values(sent.tokens).some((tokens) => tokens > 0))
        return { status: "broken-off", reason: this.#say(sent.failure, model), usage: oneCall(usage) };
      const part = ruling.verdict === "reshape" ? partToDrop(ruling.without, profile, this.#effort !== null) : null;
      if (ruling.verdict === "again") await provider.time.wait(ruling.seconds, signal);
      else if (part !== null) this.#profiles.learn(model, schema, part);
      else return { status: "failed", reason: this.#say(sent.failure, model), usage: oneCall(usage) };
      signal.throwIfAborted();
    }
  }

  async #enter(
    { system, context }: Question<unknown>,
    model: string,
    schema: string,
    profile: ProviderProfile,
    signal: AbortSignal,
  ) {
    return profile.cache ? this.#first.enter(JSON.stringify([model, schema, system, context]), signal) : () => {};
  }

  #say(failure: Failure, model: string): string {
    return sayFailure(failure, model, this.#provider.key);
  }
}

function oneCall(usage: ModelUsage): ModelUsage {
  return { ...usage, calls: usage.calls + 1 };
}

/** Each model once, in the order of the roles. */
export function nameOf(roles: Roles): string {
  return [...new Set(Object.values(roles))].join(" + ");
}
