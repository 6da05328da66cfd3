/** What a server that speaks the Messages API can really do, whatever it accepts. */
export interface ProviderProfile {
  /** `native`: it holds answers to a JSON schema. `prompt`: the schema is told in words and the answer comes in a fence. */
  structured: "native" | "prompt";
  /** It caches prefixes at breakpoints and says what it read from there. */
  cache: boolean;
  /** It counts the tokens of a request without answering it. */
  count: boolean;
  /** It takes an effort. */
  effort: boolean;
  /** It is Anthropic's model at Anthropic's price, there or behind a gateway that describes models as Anthropic does. */
  priced: boolean;
  /** The most tokens the model may answer with; `null`: it does not say. */
  max_tokens: number | null;
}

/** A model of Anthropic that does not say what it can. */
export const ANTHROPIC: ProviderProfile = Object.freeze({
  structured: "native",
  cache: true,
  count: true,
  effort: true,
  priced: true,
  max_tokens: null,
});

/** A server nobody could ask: only what every one of them has. */
export const UNKNOWN: ProviderProfile = Object.freeze({
  structured: "prompt",
  cache: false,
  count: false,
  effort: false,
  priced: false,
  max_tokens: null,
});

/** A part of a request that not every server takes. */
export type Part = "schema" | "effort" | "cache";

/** The profile of a server that does not take a part. */
export function withoutPart(profile: ProviderProfile, part: Part): ProviderProfile {
  if (part === "schema") return { ...profile, structured: "prompt" };
  return part === "effort" ? { ...profile, effort: false } : { ...profile, cache: false };
}

/**
 * What to leave out of a request that was refused; `null`: nothing of it was sent. A server that refuses the `output_config` as
 * a whole means the effort too.
 */
export function partToDrop(refused: Part, profile: ProviderProfile, effort: boolean): Part | null {
  const sent = { schema: profile.structured === "native", effort: effort && profile.effort, cache: profile.cache };
  if (sent[refused]) return refused;
  return refused === "schema" && sent.effort ? "effort" : null;
}
