import type { ModelUsage } from "../../ports.ts";
import { NO_USAGE } from "../../runs/model-usage.ts";
import { type Probed, probe } from "./probe.ts";
import type { ProviderProfile } from "./profile.ts";
import type { Provider } from "./provider.ts";

/** What is known of a server's models, asked once per model and process. What a request teaches is kept too. */
export class Profiles {
  readonly #provider: Provider;
  readonly #probes = new Map<string, Promise<Probed>>();
  readonly #noEffort = new Set<string>();
  readonly #noSchema = new Set<string>();

  constructor(provider: Provider) {
    this.#provider = provider;
  }

  /** `schema` is any name of the shape that is asked for. Whoever asks first books what asking cost. */
  async of(model: string, schema: string, signal: AbortSignal): Promise<{ profile: ProviderProfile; usage: ModelUsage }> {
    const known = this.#probes.get(model);
    const probing = known ?? probe(this.#provider, model, signal);
    this.#probes.set(model, probing);
    try {
      const { profile, failure, usage } = await probing;
      if (failure !== null) this.#probes.delete(model);
      return { profile: this.#taught(profile, model, schema), usage: known === undefined ? usage : NO_USAGE };
    } catch (error) {
      if (this.#probes.get(model) === probing) this.#probes.delete(model);
      signal.throwIfAborted(); // the one that was asking was stopped; whoever waited for it asks again
      if (known === undefined) throw error;
      return this.of(model, schema, signal);
    }
  }

  /** The server refused a request because of this. */
  learn(model: string, schema: string, without: "schema" | "effort"): void {
    if (without === "effort") this.#noEffort.add(model);
    else this.#noSchema.add(keyOf(model, schema));
  }

  #taught(profile: ProviderProfile, model: string, schema: string): ProviderProfile {
    return {
      ...profile,
      structured: this.#noSchema.has(keyOf(model, schema)) ? "prompt" : profile.structured,
      effort: profile.effort && !this.#noEffort.has(model),
    };
  }
}

function keyOf(model: string, schema: string): string {
  return JSON.stringify([model, schema]);
}
