import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { LLMock } from "@copilotkit/aimock";
import { Body, checkHeaders, checkRequest, MODELS, type Refusal } from "./check-request.ts";
import { PromptCache } from "./prompt-cache.ts";
import { relay } from "./relay.ts";
import type { ApiReply } from "./reply.ts";

/** A question as it arrived. `turns`: its messages; more than one when an answer was told back. */
export interface SeenRequest {
  model: string;
  system: string;
  /** The first message's blocks but the last, and its last one. */
  context: string;
  task: string;
  schema: Record<string, unknown> | null;
  turns: number;
  body: Body;
  /** Byte for byte, as it was sent. */
  raw: string;
  headers: NodeJS.Dict<string | string[]>;
}
/** Replies in order, or by what is asked; `nth` counts from 0. A request without a reply is told so with status 400. */
export type Script = ApiReply[] | ((request: SeenRequest, nth: number) => ApiReply);

/** What a server that speaks the Messages API does and does not. */
export interface ServerKind {
  /** It describes its models, wants a key and knows its models' names. */
  anthropic: boolean;
  caches: boolean;
  counts: boolean;
  output_config: "native" | "ignored" | "refused";
  /** What questions about the server are answered with first. */
  probes?: ApiReply[];
}
export const KINDS = {
  anthropic: { anthropic: true, caches: true, counts: true, output_config: "native" },
  vllm: { anthropic: false, caches: false, counts: true, output_config: "native" },
  ollama: { anthropic: false, caches: false, counts: false, output_config: "ignored" },
  old: { anthropic: false, caches: false, counts: false, output_config: "refused" },
} as const satisfies Record<string, ServerKind>;

export interface MessagesApi {
  /** For `ANTHROPIC_BASE_URL`. */
  url: string;
  key: string;
  /** Every question that was taken, in order. */
  requests: SeenRequest[];
  /** Every request that was not, a fault of the client. */
  refusals: Refusal[];
  /** Questions about the server itself. */
  probes: SeenRequest[];
  /** How often tokens were counted, and models described. */
  counted: number;
  described: number;
  /** Resolves when so many questions have arrived. */
  arrived(count: number): Promise<void>;
  /** Resolves when so many questions about the server have. */
  probed(count: number): Promise<void>;
  /** Resolves when so many connections were ended by the client in the middle of an answer. */
  hungUp(count: number): Promise<void>;
  close(): Promise<void>;
}

/** A Messages API on loopback that says what a script says and refuses what the real one refuses. aimock writes its streams. */
export async function startMessagesApi(
  script: Script,
  { kind = KINDS.anthropic, cache_from = 1024 }: { kind?: ServerKind; cache_from?: number } = {},
): Promise<MessagesApi> {
  const aimock = new LLMock({ port: 0, host: "127.0.0.1", logLevel: "silent" });
  await aimock.start();
  const cache = new PromptCache(cache_from);
  const arrivals = new Milestones();
  const probings = new Milestones();
  const hangUps = new Milestones();
  const key = "test-key";

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) refuse(response, { status: 500, type: "api_error", message: String(error) });
      else response.destroy();
    });
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (request.method === "GET") return describe(path, request, response);
    if (request.method !== "POST" || !/^\/v1\/messages(\/count_tokens)?$/.test(path)) return refuse(response, notFound(path));
    const raw = await text(request);
    const checked = check(path, request, raw);
    if ("status" in checked) {
      api.refusals.push(checked);
      return refuse(response, checked);
    }
    if (path.endsWith("/count_tokens")) {
      api.counted += 1;
      const { input_tokens, cache_creation_input_tokens, cache_read_input_tokens } = cache.usageOf(checked);
      return send(response, 200, { input_tokens: input_tokens + cache_creation_input_tokens + cache_read_input_tokens });
    }
    response.on("close", () => {
      if (!response.writableFinished) hangUps.next();
    });
    const seen = seenOf(checked, raw, request.headers);
    const reply = replyTo(seen);
    await relay(aimock, response, { reply, body: checked, kind, cache });
  };
  const check = (path: string, request: IncomingMessage, raw: string) => {
    if (kind.anthropic) return checkRequest(path, request.headers, raw, key);
    if (path.endsWith("/count_tokens") && !kind.counts) return notFound(path);
    if (kind.output_config === "refused" && raw.includes("cache_control"))
      return { status: 400, type: "invalid_request_error", message: "system.0.cache_control: Extra inputs are not permitted" };
    const body = Body.parse({ max_tokens: 1, ...JSON.parse(raw) });
    if (kind.output_config === "refused" && body.output_config !== undefined)
      return { status: 400, type: "invalid_request_error", message: "output_config: Extra inputs are not permitted" };
    return body;
  };
  const replyTo = (seen: SeenRequest): ApiReply => {
    if (!kind.anthropic && seen.task.startsWith("Say hello")) {
      const scripted = kind.probes?.[api.probes.length];
      api.probes.push(seen);
      probings.reach(api.probes.length);
      if (scripted !== undefined) return scripted;
      const held = kind.output_config === "native" && seen.schema !== null;
      return { says: held ? { greeting: "Hello" } : "Hello there!" };
    }
    const nth = api.requests.push(seen) - 1;
    arrivals.reach(api.requests.length);
    const reply = typeof script === "function" ? script(seen, nth) : script[nth];
    return reply ?? { status: 400, message: `the script has no reply number ${nth + 1}` };
  };
  const describe = (path: string, request: IncomingMessage, response: ServerResponse) => {
    api.described += 1;
    const id = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1] ?? "";
    const model = MODELS[id];
    if (!kind.anthropic) return refuse(response, notFound(path));
    const door = checkHeaders(request.headers, key);
    if (door !== null) return refuse(response, door);
    if (model === undefined) return refuse(response, { status: 404, type: "not_found_error", message: `model: ${id}` });
    const supported = { supported: true };
    const capabilities = { structured_outputs: supported, effort: { supported: model.effort } };
    const { max_tokens, max_input_tokens } = model;
    const times = { created_at: "2026-09-01T00:00:00Z", deprecated_at: null, retires_at: null };
    send(response, 200, {
      type: "model",
      id,
      display_name: id,
      lifecycle: "active",
      max_tokens,
      max_input_tokens,
      capabilities,
      ...times,
    });
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const api: MessagesApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    key,
    requests: [],
    refusals: [],
    probes: [],
    counted: 0,
    described: 0,
    arrived: (count) => arrivals.of(count),
    probed: (count) => probings.of(count),
    hungUp: (count) => hangUps.of(count),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await aimock.stop();
    },
  };
  return api;
}

/** Counts that someone waits for. */
class Milestones {
  #reached = 0;
  readonly #waiting: { count: number; tell(): void }[] = [];

  reach(count: number): void {
    this.#reached = count;
    for (const one of this.#waiting) if (count >= one.count) one.tell();
  }

  next(): void {
    this.reach(this.#reached + 1);
  }

  of(count: number): Promise<void> {
    if (this.#reached >= count) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ count, tell: resolve });
    return promise;
  }
}

function seenOf(body: Body, raw: string, headers: SeenRequest["headers"]): SeenRequest {
  const [first] = body.messages;
  const blocks = first?.content.map((block) => block.text) ?? [];
  return {
    model: body.model,
    system: (body.system ?? []).map((block) => block.text).join("\n"),
    context: blocks.slice(0, -1).join("\n"),
    task: blocks.at(-1) ?? "",
    schema: body.output_config?.format?.schema ?? null,
    turns: body.messages.length,
    body,
    raw,
    headers,
  };
}

function notFound(path: string): Refusal {
  return { status: 404, type: "not_found_error", message: `${path} not found` };
}

function refuse(response: ServerResponse, { status, type, message }: Refusal): void {
  send(response, status, { type: "error", error: { type, message } });
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "request-id": "req_test" }).end(JSON.stringify(body));
}
