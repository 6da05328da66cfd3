import type Anthropic from "@anthropic-ai/sdk";
import { bad, type Checkup, good, warning } from "../../domain/checkup.ts";
import type { ModelConfig } from "../../model-config.ts";
import type { Failure } from "./failure.ts";
import { isPriced } from "./prices.ts";
import { type Probed, probe } from "./probe.ts";
import type { ProviderProfile } from "./profile.ts";
import { Provider } from "./provider.ts";
import { sayFailure } from "./say-failure.ts";

/**
 * Whether every configured model is there and what it can do. Anthropic is asked for its description of the model, which is
 * free; another server answers one small question. An aborted `signal` ends the wait, and that is told too.
 */
export async function examineModel(config: ModelConfig | null, signal: AbortSignal): Promise<Checkup[]> {
  if (config === null) return [good("model", "none is configured: the explorer writes the tests; it needs no key")];
  const { base_url, api_key, cassette, roles } = config;
  if (cassette?.mode === "replay") return [good("model", `nobody is asked: answers come from ${cassette.folder}`)];
  const provider = new Provider({ base_url, api_key });
  const names = [...new Set(Object.values(roles))];
  const found = await Promise.all(names.map((model) => examined(provider, model, signal)));
  return [...inTheClear(config), ...found.flat()];
}

async function examined(provider: Provider, model: string, signal: AbortSignal): Promise<Checkup[]> {
  try {
    const probed = await probe(provider, model, signal);
    return probed.failure === null ? there(provider, model, probed) : [missing(provider, model, probed.failure)];
  } catch (error) {
    if (!signal.aborted) throw error;
    const advice = "A model that is being loaded takes long the first time: ask again. Else check ANTHROPIC_BASE_URL.";
    return [bad("model", `${model} at ${provider.base_url} did not answer in time`, advice)];
  }
}

function there(provider: Provider, model: string, { profile, about }: Probed): Checkup[] {
  const says = `${model} answers at ${provider.base_url}: ${abilities(profile)}`;
  const told = "Tests get better with a server that holds answers to a JSON schema.";
  return [
    ...(about === null ? [] : lifecycle(about)),
    profile.structured === "native" ? good("model", says) : warning("model", says, told),
    ...(profile.priced && isPriced(model)
      ? []
      : [warning("model", `the price of ${model} is not known`, "Budgets in usd do not hold for it; set tokens and calls.")]),
  ];
}

function abilities({ structured, cache, count, effort }: ProviderProfile): string {
  const shape =
    structured === "native" ? "it holds to a JSON schema" : "it does not hold to a JSON schema and is told it in words";
  const more = [
    cache ? "caches prompts" : "has no prompt cache",
    ...(count ? ["counts tokens"] : []),
    ...(effort ? ["takes an effort"] : []),
  ];
  return `${shape}, ${more.join(", ")}`;
}

function lifecycle({ id, lifecycle, retires_at }: Anthropic.ModelInfo): Checkup[] {
  const advice = "Name another one in TFACTORY_MODEL.";
  if (lifecycle === "retired") return [bad("model", `${id} is retired`, advice)];
  if (lifecycle !== "deprecated") return [];
  return [warning("model", `${id} is deprecated${retires_at === null ? "" : ` and ends on ${retires_at.slice(0, 10)}`}`, advice)];
}

function missing(provider: Provider, model: string, failure: Failure): Checkup {
  return bad("model", `${provider.base_url}: ${sayFailure(failure, model, provider.key)}`, adviceOn(failure, provider.official));
}

function adviceOn({ status }: Failure, official: boolean): string {
  if (status === 401 || status === 403)
    return official
      ? "Check ANTHROPIC_API_KEY; keys are made at https://platform.claude.com."
      : "Check ANTHROPIC_API_KEY: this server wants another one.";
  if (status === 404) return "Check the names in TFACTORY_MODEL and ANTHROPIC_BASE_URL, which is the root without /v1.";
  return "Check the network and ANTHROPIC_BASE_URL. Until it answers, the explorer writes what it can.";
}

/** A key is worth money: only this machine may hear it without encryption. */
function inTheClear({ base_url, api_key }: ModelConfig): Checkup[] {
  const { protocol, hostname } = new URL(base_url);
  if (api_key === null || protocol === "https:" || /^(localhost|127\..*|\[::1\])$/.test(hostname)) return [];
  return [warning("model", `the key goes to ${hostname} unencrypted`, "Use https in ANTHROPIC_BASE_URL.")];
}
