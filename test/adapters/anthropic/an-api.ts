import { onTestFinished } from "vitest";
import { AnthropicModel } from "../../../src/adapters/anthropic/anthropic-model.ts";
import { Profiles } from "../../../src/adapters/anthropic/profiles.ts";
import { Provider } from "../../../src/adapters/anthropic/provider.ts";
import type { Effort, Roles } from "../../../src/adapters/anthropic/request.ts";
import { type MessagesApi, type Script, type ServerKind, startMessagesApi } from "../../fakes/messages-api/start.ts";
import { ModelClock } from "./model-clock.ts";

export function rolesOf(model: string): Roles {
  return { planner: model, oracle: model, generator: model, repairer: model, judge: model };
}

export interface AnApi {
  api: MessagesApi;
  model: AnthropicModel;
  provider: Provider;
  time: ModelClock;
}

/** The adapter in front of a scripted API, which ends with the test. */
export async function anApi(
  script: Script,
  options: { kind?: ServerKind; cache_from?: number; roles?: Roles; effort?: Effort; key?: string | null } = {},
): Promise<AnApi> {
  const api = await startMessagesApi(script, options);
  onTestFinished(() => api.close());
  const time = new ModelClock();
  const provider = new Provider({ base_url: api.url, api_key: options.key === undefined ? api.key : options.key }, time);
  const roles = options.roles ?? rolesOf("claude-sonnet-5-5");
  const model = new AnthropicModel(provider, new Profiles(provider), roles, options.effort ?? null);
  return { api, model, provider, time };
}
