import type { ModelUsage } from "../../ports.ts";
import { NO_USAGE } from "../../runs/model-usage.ts";
import { type Probed, probe } from "./probe.ts";
import { type Part, type ProviderProfile, withoutPart } from "./profile.ts";
import type { Provider } from "./provider.ts";
import { untilAborted } from "./until-aborted.ts";

/** What is known of a server's models, asked once per model and process. What a request teaches is kept too. */
export class Profiles {
  readonly #provider: Provider;
  readonly #probes = new Map<string, Promise<Probed>>();
  readonly #refused = new Map<string, Set<Part>>();

  constructor(provider: Provider) {
    this.#provider = provider;
  }

  /** `schema` is any name of the shape that is asked for. Whoever asks first books what asking cost. */
  async of(model: string, schema: string, signal: AbortSignal): Promise<{ profile: ProviderProfile; usage: ModelUsage }> {
    signal.throwIfAborted();
    const known = this.#probes.get(model);
    const probing = known ?? probe(this.#provider, model, signal);
    this.#probes.set(model, probing);
    try {
      const { profile, failure, usage } = await untilAborted(probing, signal);
      if (failure !== null) this.#forget(model, probing);
      return { profile: this.#taught(profile, model, schema), usage: known === undefined ? usage : NO_USAGE };
    } catch (error) {
      signal.throwIfAborted();
      this.#forget(model, probing); // whoever asked was stopped; who waited for it asks again
      if (known === undefined) throw error;
      return this.of(model, schema, signal);
    }
  }

  /** The server refused a request because of this. Schemas are refused one by one, the rest for good. */
  learn(model: string, schema: string, part: Part): void {
    const key = keyOf(model, part === "schema" ? schema : null);
    this.#refused.set(key, (this.#refused.get(key) ?? new Set()).add(part));
  }

  #forget(model: string, probing: Promise<Probed>): void {
    if (this.#probes.get(model) === probing) this.#probes.delete(model);
  }

  #taught(profile: ProviderProfile, model: string, schema: string): ProviderProfile {
    const parts = [keyOf(model, null), keyOf(model, schema)].flatMap((key) => [...(this.#refused.get(key) ?? [])]);
    return parts.reduce(withoutPart, profile);
  }
}

function keyOf(model: string, schema: string | null): string {
  return JSON.stringify([model, schema]);
}
