import type { ServerResponse } from "node:http";
import type { LLMock } from "@copilotkit/aimock";
import type { Body } from "./check-request.ts";
import { type PromptCache, tokensIn } from "./prompt-cache.ts";
import type { ApiReply } from "./reply.ts";
import type { ServerKind } from "./start.ts";

interface Answering {
  reply: ApiReply;
  body: Body;
  kind: ServerKind;
  cache: PromptCache;
}

const CHUNK = 64;
let replies = 0;

/**
 * Has aimock answer one request and completes what it leaves out: the usage of the cache, the details of refusals and errors,
 * connections that end or go silent on purpose.
 */
export async function relay(aimock: LLMock, response: ServerResponse, answering: Answering): Promise<void> {
  const { reply, body } = answering;
  if ("garbage" in reply) {
    response.writeHead(200, { "content-type": "text/event-stream" }).end(reply.garbage);
    return;
  }
  if ("drops" in reply && reply.drops === null) {
    response.destroy();
    return;
  }
  if ("hangs" in reply && reply.hangs === null) return;

  replies += 1;
  const name = `reply ${replies}.`;
  aimock.on({ userMessage: name }, fixtureOf(reply), { chunkSize: CHUNK });
  const upstream = await fetch(`${aimock.url}/v1/messages`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-api-key": "none", "anthropic-version": "2023-06-01" },
    body: JSON.stringify({
      model: body.model,
      max_tokens: body.max_tokens,
      stream: true,
      messages: [{ role: "user", content: name }],
    }),
  });
  if ("status" in reply) {
    const said = (await upstream.json()) as { error: object };
    const details = reply.code === undefined ? {} : { details: { error_code: reply.code } };
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(JSON.stringify({ ...said, error: { ...said.error, ...details } }));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream", "request-id": `req_${replies}` });
  const part = partOf(reply);
  // message_start, content_block_start, then the text in chunks
  let left = part === null ? Number.POSITIVE_INFINITY : 2 + Math.ceil(part.length / CHUNK);
  for await (const event of framesOf(upstream)) if (left-- > 0) await sent(response, completed(event, answering));
  end(response, reply);
}

/** What is not out yet is lost with its connection. */
function sent(response: ServerResponse, text: string): Promise<void> {
  return new Promise((resolve) => response.write(text, () => resolve()));
}

function end(response: ServerResponse, reply: ApiReply): void {
  if ("drops" in reply) response.destroy();
  else if ("breaks" in reply) response.end(frame("error", { type: "error", error: { type: reply.breaks, message: "it broke" } }));
  else if (!("hangs" in reply)) response.end();
}

/** The text after which a message does not go on. */
function partOf(reply: ApiReply): string | null {
  if ("drops" in reply) return reply.drops;
  if ("breaks" in reply) return reply.after;
  return "hangs" in reply ? reply.hangs : null;
}

function fixtureOf(reply: ApiReply) {
  if ("status" in reply)
    return { error: { type: reply.type ?? "api_error", message: reply.message ?? "it failed" }, status: reply.status };
  const part = partOf(reply);
  if (part !== null) return { content: `${part}and more that never comes` };
  const thinking = "thinking" in reply && reply.thinking !== undefined ? { reasoning: reply.thinking } : {};
  return { content: textOf(reply), ...thinking };
}

function textOf(reply: ApiReply): string {
  if ("refuses" in reply) return "I can not";
  if (!("says" in reply)) return "";
  return typeof reply.says === "string" ? reply.says : JSON.stringify(reply.says);
}

/** The events of aimock's stream. */
async function* framesOf(upstream: Response): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const bytes of upstream.body ?? []) {
    const parts = (rest + decoder.decode(bytes, { stream: true })).split("\n\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
}

/** An event of aimock's with what the real API says in it too. */
function completed(text: string, { reply, body, kind, cache }: Answering): string {
  const [, name = "", json = "{}"] = /^event: (\w+)\ndata: (.*)$/s.exec(text) ?? [];
  const data = JSON.parse(json);
  if (name === "message_start") {
    const { input_tokens, ...cached } = cache.usageOf(body);
    const all = input_tokens + cached.cache_creation_input_tokens + cached.cache_read_input_tokens;
    data.message.usage = kind.caches ? { input_tokens, ...cached, output_tokens: 1 } : { input_tokens: all, output_tokens: 1 };
    cache.remember(body);
    return frame(name, data) + frame("ping", { type: "ping" });
  }
  if (name === "message_delta") {
    const thinking = "thinking" in reply ? (reply.thinking ?? "") : "";
    data.usage = { output_tokens: tokensIn(textOf(reply) + thinking) };
    if ("refuses" in reply) {
      data.delta.stop_reason = "refusal";
      data.delta.stop_details = { type: "refusal", category: reply.refuses, explanation: reply.explanation ?? null };
    }
    if ("says" in reply && reply.stop_reason !== undefined) data.delta.stop_reason = reply.stop_reason;
  }
  return frame(name, data);
}

function frame(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
