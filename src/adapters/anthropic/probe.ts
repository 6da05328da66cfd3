import type Anthropic from "@anthropic-ai/sdk";
import { z } from "zod";
import type { ModelUsage, Question } from "../../ports.ts";
import { addUsage, NO_USAGE } from "../../runs/model-usage.ts";
import type { Failure } from "./failure.ts";
import { usageOf } from "./prices.ts";
import { ANTHROPIC, type ProviderProfile, partToDrop, UNKNOWN, withoutPart } from "./profile.ts";
import type { Provider, Sent } from "./provider.ts";
import { parseAnswer, readMessage } from "./read-answer.ts";
import { type Request, requestOf } from "./request.ts";
import { ruleOn } from "./retry-rules.ts";

/** `failure`: why nobody can be sure, so that it is asked again; `null`: the server said or showed it. */
export interface Probed {
  profile: ProviderProfile;
  failure: Failure | null;
  usage: ModelUsage;
  /** What Anthropic says about its model, or a gateway to it. */
  about: Anthropic.ModelInfo | null;
}

/** Asks for something that no one answers in JSON without being made to. */
const QUESTION: Question<unknown> = {
  role: "planner",
  system: "You greet people.",
  context: "",
  task: "Say hello in one plain sentence.",
  schema: z.strictObject({ greeting: z.string() }),
  max_tokens: 1024,
};

/**
 * Finds out what a server can do with a model. Anthropic describes its models for free; of every other server one small
 * question is asked, because they accept what they do not do (Ollama takes a schema and ignores it).
 */
export async function probe(provider: Provider, model: string, signal: AbortSignal): Promise<Probed> {
  const about = await provider.describe(model, signal);
  if ("id" in about && about.capabilities) return { profile: described(about), failure: null, usage: NO_USAGE, about };
  if (provider.official) return { profile: ANTHROPIC, failure: "id" in about ? null : about, usage: NO_USAGE, about: null };
  return tried(provider, model, signal);
}

function described({ capabilities, max_tokens }: Anthropic.ModelInfo): ProviderProfile {
  return {
    ...ANTHROPIC,
    structured: capabilities?.structured_outputs?.supported === true ? "native" : "prompt",
    effort: capabilities?.effort?.supported === true,
    max_tokens: max_tokens ?? null,
  };
}

async function tried(provider: Provider, model: string, signal: AbortSignal): Promise<Probed> {
  let profile: ProviderProfile = { ...ANTHROPIC, priced: false };
  let usage = NO_USAGE;
  for (;;) {
    const request: Request = requestOf(QUESTION, model, "low", profile, null);
    const sent = await provider.send(request, signal);
    usage = { ...addUsage(usage, usageOf(model, 0, sent.tokens, false)), calls: 1 };
    if ("message" in sent) {
      const count = (await provider.count(request, signal)) !== null;
      const found = { ...profile, structured: shapeOf(sent.message, profile), cache: profile.cache && caches(sent), count };
      return { profile: found, failure: null, usage, about: null };
    }
    const ruling = ruleOn(sent.failure, 1, 0);
    const part = ruling.verdict === "reshape" ? partToDrop(ruling.without, profile, true) : null;
    if (part === null) return { profile: UNKNOWN, failure: sent.failure, usage, about: null };
    profile = withoutPart(profile, part);
  }
}

function shapeOf(message: Anthropic.Message, { structured }: ProviderProfile): ProviderProfile["structured"] {
  if (structured === "prompt") return "prompt";
  const read = readMessage(message);
  const held =
    read.status === "said" && read.text.trim().startsWith("{") && parseAnswer(read.text, QUESTION.schema).status === "fits";
  return held ? "native" : "prompt";
}

/** A server that caches says so even when there was nothing to cache. */
function caches(sent: Sent & { message: Anthropic.Message }): boolean {
  const usage: Partial<Anthropic.Usage> = sent.message.usage ?? {};
  return typeof usage.cache_read_input_tokens === "number" || typeof usage.cache_creation_input_tokens === "number";
}
