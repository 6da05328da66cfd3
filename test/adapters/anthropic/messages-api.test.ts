import { describe, expect, onTestFinished, test } from "vitest";
import { startMessagesApi } from "../../fakes/messages-api/start.ts";

/** What the real API takes. */
const BODY = { model: "claude-sonnet-5-5", max_tokens: 100, stream: true, messages: [{ role: "user", content: "Hello" }] };
const HEADERS = { authorization: "Bearer test-key", "anthropic-version": "2026-10-21", "content-type": "application/json" };
const text = (value: string, cached = true) => ({
  type: "text",
  text: value,
  ...(cached ? { cache_control: { type: "ephemeral" } } : {}),
});
const format = (schema: object) => ({ output_config: { format: { type: "json_schema", schema } } });
const object = (properties: object, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

async function ask(body: unknown, headers: Record<string, string> = HEADERS, path = "/v1/messages") {
  const api = await startMessagesApi(() => ({ says: "Hello" }));
  onTestFinished(() => api.close());
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const response = await fetch(`${api.url}${path}`, { method: "POST", headers, body: text });
  return { status: response.status, said: await response.text(), api };
}

test("the API on loopback takes what the real one takes and streams a message", async () => {
  const { status, said, api } = await ask({ ...BODY, system: [text("Greet.")], ...format(object({ a: { type: "string" } })) });
  expect(status).toBe(200);
  expect(said).toMatch(
    /event: message_start[\s\S]*event: ping[\s\S]*text_delta[\s\S]*"stop_reason":"end_turn"[\s\S]*event: message_stop/,
  );
  expect(api.requests).toHaveLength(1);
});

describe("it refuses", () => {
  test.each([
    ["sampling parameters", { temperature: 1 }, 400, "temperature: Extra inputs are not permitted"],
    ["top_p", { top_p: 1 }, 400, "top_p: Extra inputs"],
    ["top_k", { top_k: 1 }, 400, "top_k: Extra inputs"],
    ["no limit of tokens", { max_tokens: undefined }, 400, "max_tokens"],
    ["a limit of none", { max_tokens: 0 }, 400, "max_tokens"],
    ["more tokens than the model writes", { max_tokens: 128_001 }, 400, "128001 > 128000"],
    ["no messages", { messages: [] }, 400, "at least one message"],
    ["a role it does not know", { messages: [{ role: "tool", content: "x" }] }, 400, "messages.0.role"],
    ["an assistant that begins", { messages: [{ role: "assistant", content: "x" }, ...BODY.messages] }, 400, "first message"],
    ["a prefill", { messages: [...BODY.messages, { role: "assistant", content: "{" }] }, 400, "prefill"],
    ["an empty text", { messages: [{ role: "user", content: [text(" ")] }] }, 400, "non-empty"],
    ["five breakpoints", { system: ["a", "b", "c", "d", "e"].map((one) => text(one)) }, 400, "A maximum of 4 blocks"],
    ["a breakpoint of another kind", { system: [{ ...text("a"), cache_control: { type: "forever" } }] }, 400, "cache_control"],
    ["an unknown model", { model: "claude-9" }, 404, "model: claude-9"],
    ["an unknown effort", { output_config: { effort: "extreme" } }, 400, "effort"],
    [
      "an effort the model does not take",
      { model: "claude-haiku-4-5", output_config: { effort: "low" } },
      400,
      "does not support effort",
    ],
    ["a shape that is no schema", { output_config: { format: { type: "json_object" } } }, 400, "format"],
    ["an open object", format({ type: "object", properties: {} }), 400, "additionalProperties"],
    ["limits of numbers", format(object({ a: { type: "integer", minimum: 1 } })), 400, "'minimum' is not supported"],
    ["limits of lists", format(object({ a: { type: "array", items: { type: "string" }, minItems: 2 } })), 400, "minItems"],
    ["patterns in a union", format(object({ a: { anyOf: [{ type: "string", pattern: "x" }] } })), 400, "'pattern'"],
    [
      "too many optional fields",
      format(object(Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`f${at}`, { type: "string" }])), [])),
      400,
      "too many optional parameters",
    ],
    [
      "a grammar too large",
      format(object({ a: { type: "string", description: "x".repeat(7000) } })),
      400,
      "compiled grammar is too large",
    ],
  ])("%s", async (_name, change, status, message) => {
    const answered = await ask({ ...BODY, ...change });
    expect(answered.status).toBe(status);
    expect(JSON.parse(answered.said)).toEqual({
      type: "error",
      error: { type: expect.any(String), message: expect.stringContaining(message) },
    });
    expect(answered.api.requests).toEqual([]);
    expect(answered.api.refusals).toHaveLength(1);
  });

  test.each([
    ["nobody", { "anthropic-version": "2026-10-21" }, 401, "authorization: missing"],
    ["the header of before", { "x-api-key": "test-key", "anthropic-version": "2026-10-21" }, 401, "x-api-key is not accepted"],
    ["another key", { ...HEADERS, authorization: "Bearer other" }, 401, "invalid bearer token"],
    ["no version", { authorization: "Bearer test-key" }, 400, "anthropic-version: header is required"],
    ["an old version", { ...HEADERS, "anthropic-version": "2023-06-01" }, 400, "is not a valid version"],
  ])("%s", async (_name, headers, status, message) => {
    const answered = await ask(BODY, headers);
    expect(answered.status).toBe(status);
    expect(answered.said).toContain(message);
  });

  test("what is no JSON, and other paths", async () => {
    expect((await ask("{")).status).toBe(400);
    expect((await ask(BODY, HEADERS, "/v1/v1/messages")).status).toBe(404);
  });
});

test("counting takes the same questions, without a limit of tokens", async () => {
  const { model, messages } = BODY;
  const counted = await ask({ model, messages }, HEADERS, "/v1/messages/count_tokens");
  expect(JSON.parse(counted.said)).toEqual({ input_tokens: 2 });
  expect((await ask(BODY, HEADERS, "/v1/messages/count_tokens")).status).toBe(400);
});

test("a request too large is refused", async () => {
  const { status, said } = await ask({ ...BODY, system: "x".repeat(33 * 1024 * 1024) });
  expect({ status, type: JSON.parse(said).error.type }).toEqual({ status: 413, type: "request_too_large" });
});
