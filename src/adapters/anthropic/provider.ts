import Anthropic from "@anthropic-ai/sdk";
import { type Failure, failureOf } from "./failure.ts";
import { type ModelTime, realModelTime } from "./model-time.ts";
import { patientFetch } from "./patient-fetch.ts";
import type { Tokens } from "./prices.ts";
import type { Request } from "./request.ts";
import { tokensOf, tokensOfPart } from "./tokens.ts";

export const ANTHROPIC_URL = "https://api.anthropic.com";

/** Where the model is and how it is let in. Without a key nothing is sent in its place. */
export interface Connection {
  readonly base_url: string;
  readonly api_key: string | null;
}

/** One request: the whole message, or what went wrong. `tokens` were used either way. */
export type Sent = { tokens: Tokens } & ({ message: Anthropic.Message } | { failure: Failure });

/** Anthropic pings a stream that has nothing to say yet. */
const SILENCE_SECONDS = 120;
/** A model on someone's own machine is silent while it loads and while it reads the prompt. */
const OWN_SILENCE_SECONDS = 1200;

/** A server that speaks the Messages API. Sends one request at a time and knows nothing of questions. */
export class Provider {
  readonly base_url: string;
  readonly key: string | null;
  readonly time: ModelTime;
  readonly #client: Anthropic;

  constructor({ base_url, api_key }: Connection, time: ModelTime = realModelTime) {
    this.base_url = base_url;
    this.key = api_key;
    this.time = time;
    // Everything the SDK would read from the environment or write to the console by itself is settled here
    this.#client = new Anthropic({
      baseURL: base_url,
      apiKey: api_key ?? "none",
      ...(api_key === null ? { defaultHeaders: { Authorization: null } } : {}),
      maxRetries: 0,
      timeout: (this.#silence + 60) * 1000,
      logLevel: "off",
      openTelemetry: false,
      webhookKey: null,
    });
  }

  /** Whether it is Anthropic's own. */
  get official(): boolean {
    return this.base_url === ANTHROPIC_URL;
  }

  get #silence(): number {
    return this.official ? SILENCE_SECONDS : OWN_SILENCE_SECONDS;
  }

  /** Streams one answer, `started` when it begins. An aborted `signal` throws its reason; everything else is data. */
  async send(request: Request, signal: AbortSignal, started: () => void = () => {}): Promise<Sent> {
    signal.throwIfAborted();
    const silent = new AbortController();
    const hangUp = () => silent.abort();
    let disarm = this.time.after(this.#silence, hangUp);
    const heard = () => {
      disarm();
      disarm = this.time.after(this.#silence, hangUp);
    };
    let part: Anthropic.Message | null = null;
    try {
      const client = this.#client.withOptions({ fetch: patientFetch(heard) });
      const stream = client.messages.stream(request, { signal: AbortSignal.any([signal, silent.signal]) });
      stream.on("streamEvent", (_event, snapshot) => {
        part = snapshot;
        started();
      });
      const message = await stream.finalMessage();
      return { message, tokens: tokensOf(message) };
    } catch (error) {
      signal.throwIfAborted();
      return { failure: failureOf(error, silent.signal.aborted), tokens: tokensOfPart(part) };
    } finally {
      disarm();
    }
  }

  /** The tokens of a request's input, or `null` when the server does not count. */
  async count({ model, system, messages, output_config }: Request, signal: AbortSignal): Promise<number | null> {
    const body = { model, messages, ...(system === undefined ? {} : { system }), ...(output_config ? { output_config } : {}) };
    const counted = await this.#ask((client) => client.messages.countTokens(body, { signal }), signal);
    return typeof counted?.input_tokens === "number" ? counted.input_tokens : null;
  }

  /** What the server says about a model, or why it does not. */
  async describe(model: string, signal: AbortSignal): Promise<Anthropic.ModelInfo | Failure> {
    try {
      return await this.#quick().models.retrieve(model, {}, { signal });
    } catch (error) {
      signal.throwIfAborted();
      return failureOf(error, false);
    }
  }

  async #ask<T>(ask: (client: Anthropic) => Promise<T>, signal: AbortSignal): Promise<T | null> {
    try {
      return await ask(this.#quick());
    } catch {
      signal.throwIfAborted();
      return null;
    }
  }

  /** For what is answered at once or not at all. */
  #quick(): Anthropic {
    return this.#client.withOptions({ fetch: patientFetch(() => {}), timeout: 15_000 });
  }
}
