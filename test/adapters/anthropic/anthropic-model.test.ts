import { describe, expect, test } from "vitest";
import { z } from "zod";
import { LONGEST_WAIT } from "../../../src/adapters/anthropic/retry-rules.ts";
import { aQuestion, going } from "../../fakes/a-question.ts";
import type { ApiReply } from "../../fakes/messages-api/reply.ts";
import { KINDS, type ServerKind } from "../../fakes/messages-api/start.ts";
import { anApi, rolesOf } from "./an-api.ts";

const good: ApiReply = { says: { sum: 3, why: "1 + 2" } };
/** Long enough to be cached. */
const LONG = "The changed file is long. ".repeat(300);

describe("what is sent", () => {
  test("is taken by an API that checks every request: no sampling, no prefill, two breakpoints, a grammar", async () => {
    const { model, api, time } = await anApi([good]);
    await model.ask(aQuestion(), going);
    expect(time.armed).toBe(0);
    expect(api.refusals).toEqual([]);
    const [request] = api.requests;
    expect(request).toMatchObject({ model: "claude-sonnet-5-5", system: "You add numbers.", task: "Add them.", turns: 1 });
    expect(request?.schema).toMatchObject({ type: "object", additionalProperties: false, required: ["sum", "why"] });
    expect(request?.raw.match(/cache_control/g)).toHaveLength(2);
    expect(request?.raw).not.toMatch(/temperature|top_p|top_k|effort/);
    expect(request?.headers["anthropic-version"]).toBe("2026-10-21");
  });

  test("begins with the same bytes in all questions of a role and a run, also when an answer is told back", async () => {
    const { model, api } = await anApi([good, { says: "?" }, good, good]);
    await model.ask(aQuestion({ task: "Add them." }), going);
    await model.ask(aQuestion({ task: "Add them again." }), going);
    await model.ask(aQuestion({ task: 'Add them, "quoted".' }), going);
    const prefixes = api.requests.map(({ raw, task }) => raw.slice(0, raw.indexOf(JSON.stringify(task))));
    expect(new Set(prefixes).size).toBe(1);
    expect(prefixes[0]).toContain("The numbers are 1 and 2.");
    expect(prefixes[0]?.match(/cache_control/g)).toHaveLength(2);
    const formats = api.requests.map(({ body }) => JSON.stringify(body.output_config));
    expect(new Set(formats).size).toBe(1);
  });

  test("goes to the model of its role", async () => {
    const roles = { ...rolesOf("claude-sonnet-5-5"), judge: "claude-haiku-5-5" };
    const { model, api } = await anApi([good, good], { roles });
    expect(model.name).toBe("claude-sonnet-5-5 + claude-haiku-5-5");
    await model.ask(aQuestion({ role: "planner" }), going);
    await model.ask(aQuestion({ role: "judge" }), going);
    expect(api.requests.map((request) => request.model)).toEqual(["claude-sonnet-5-5", "claude-haiku-5-5"]);
  });

  test("never asks for more tokens than the model can write", async () => {
    const { model, api } = await anApi([good]);
    await model.ask(aQuestion({ max_tokens: 500_000 }), going);
    expect(api.requests[0]?.body.max_tokens).toBe(128_000);
    expect(api.refusals).toEqual([]);
  });

  test("has the effort that was configured, unless the model takes none", async () => {
    const { model, api } = await anApi([good], { effort: "high" });
    await model.ask(aQuestion(), going);
    expect(api.requests[0]?.body.output_config?.effort).toBe("high");
    const older = await anApi([good], { effort: "high", roles: rolesOf("claude-haiku-4-5") });
    await older.model.ask(aQuestion(), going);
    expect(older.api.requests[0]?.body.output_config?.effort).toBeUndefined();
  });

  test("has no empty part, which the API refuses", async () => {
    const { model, api } = await anApi([{ says: " " }, good]);
    await model.ask(aQuestion({ system: "", context: "" }), going);
    expect(api.refusals).toEqual([]);
    expect(api.requests[1]?.body.messages[1]).toMatchObject({ role: "assistant", content: [{ text: "(no text)" }] });
  });
});

describe("what is answered", () => {
  test("is the text, wherever it stands: thinking comes first", async () => {
    const { model } = await anApi([{ says: { sum: 3, why: "so" }, thinking: "Let me see: {" }]);
    expect(await model.ask(aQuestion(), going)).toMatchObject({ status: "answered", answer: { sum: 3 } });
  });

  test("is told what was wrong with it, once, in the same conversation", async () => {
    const { model, api } = await anApi([{ says: { sum: "three", why: "so" } }, good]);
    await model.ask(aQuestion(), going);
    const [, told] = api.requests;
    expect(told?.turns).toBe(3);
    expect(told?.body.messages[1]).toMatchObject({ role: "assistant", content: [{ text: '{"sum":"three","why":"so"}' }] });
    expect(JSON.stringify(told?.body.messages[2])).toMatch(/expected number, received string.*at sum/);
  });

  test.each([
    [
      { refuses: "cyber", explanation: "This looks like malware" },
      "refused",
      "The model declined to answer (cyber): This looks like malware",
    ],
    [{ refuses: null }, "refused", "The model declined to answer."],
    [
      { says: { sum: 3, why: "1 + 2" }, stop_reason: "max_tokens" },
      "truncated",
      "The answer was cut off at its limit of tokens.",
    ],
    [
      { says: { sum: 3, why: "1 + 2" }, stop_reason: "model_context_window_exceeded" },
      "truncated",
      "The answer was cut off where the model's context window ends.",
    ],
    [
      { says: { sum: 3, why: "1 + 2" }, stop_reason: "pause_turn" },
      "failed",
      'The model stopped for "pause_turn" instead of answering.',
    ],
    [
      { says: { sum: 3, why: "1 + 2" }, stop_reason: "something_new" },
      "failed",
      'The model stopped for "something_new" instead of answering.',
    ],
  ] as [ApiReply, string, string][])("%j is no answer, even when its text would be one", async (reply, status, reason) => {
    const { model, api } = await anApi([reply]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status, reason });
    expect(answered.usage.output_tokens).toBeGreaterThan(0);
    expect(api.requests).toHaveLength(1);
  });
});

describe("what it costs", () => {
  test("counts what the cache read and wrote apart, and prices each", async () => {
    const { model } = await anApi([good, good]);
    const first = await model.ask(aQuestion({ context: LONG }), going);
    const second = await model.ask(aQuestion({ context: LONG, task: "Again." }), going);
    expect(first.usage.cache_read_tokens).toBe(0);
    expect(first.usage.cache_write_tokens).toBeGreaterThan(1024);
    expect(second.usage.cache_read_tokens).toBe(first.usage.cache_write_tokens);
    expect(second.usage.cache_write_tokens).toBe(0);
    const { input_tokens, output_tokens, cache_write_tokens } = first.usage;
    expect(first.usage.usd).toBeCloseTo((input_tokens * 2 + cache_write_tokens * 2.5 + output_tokens * 10) / 1e6, 12);
    expect(second.usage.usd).toBeLessThan(first.usage.usd ?? 0);
  });

  test("has no price for a model that is not in the table", async () => {
    const { model } = await anApi([good], { roles: rolesOf("claude-haiku-4-5") });
    const { usage } = await model.ask(aQuestion(), going);
    expect(usage.usd).toBeNull();
    expect(usage.output_tokens).toBeGreaterThan(0);
  });

  test("questions that come together write the cache once", async () => {
    const { model } = await anApi([good, good, good]);
    const answers = await Promise.all(
      ["Add.", "Sum up.", "Total?"].map((task) => model.ask(aQuestion({ context: LONG, task }), going)),
    );
    const written = answers.map(({ usage }) => usage.cache_write_tokens).filter((tokens) => tokens > 0);
    expect(written).toHaveLength(1);
    expect(answers.filter(({ usage }) => usage.cache_read_tokens > 0)).toHaveLength(2);
  });

  test("a first question that fails does not hold up the others", async () => {
    const { model, api } = await anApi((request) => (request.task === "Add." ? { status: 403, message: "no" } : good));
    const answers = await Promise.all(["Add.", "Sum up."].map((task) => model.ask(aQuestion({ task }), going)));
    expect(answers.map(({ status }) => status)).toEqual(["failed", "answered"]);
    expect(api.requests).toHaveLength(2);
  });
});

describe("a server that can not answer now", () => {
  test.each([
    ["a rate limit with its time", { status: 429, type: "rate_limit_error", headers: { "retry-after": "7" } }, [7]],
    ["an overload", { status: 529, type: "overloaded_error" }, [1]],
    ["an internal error", { status: 500, type: "api_error" }, [1]],
    ["a lock", { status: 409, type: "conflict_error" }, [1]],
    ["a connection that is gone", { drops: null }, [1]],
    ["text that is no stream", { garbage: "<html>Sign in</html>" }, [1]],
    ["a stream that is no JSON", { garbage: "event: message_start\ndata: {nonsense\n\n" }, [1]],
  ] as [string, ApiReply, number[]][])("%s is waited for and asked again, as one call", async (_name, reply, waits) => {
    const { model, api, time } = await anApi([reply, good]);
    expect(await model.ask(aQuestion(), going)).toMatchObject({ status: "answered", usage: { calls: 1 } });
    expect(time.waits).toEqual(waits);
    expect(api.requests).toHaveLength(2);
  });

  test("is given up after five requests, each wait twice as long", async () => {
    const { model, api, time } = await anApi(() => ({ status: 529, type: "overloaded_error", message: "Overloaded" }));
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({
      status: "failed",
      reason: "The model's server can not answer now (529): Overloaded",
      usage: { calls: 1, input_tokens: 0, usd: 0 },
    });
    expect(time.waits).toEqual([1, 2, 4, 8]);
    expect(api.requests).toHaveLength(5);
  });

  test("and wants to be left alone for longer than a run can wait is not waited for", async () => {
    const headers = { "retry-after": String(LONGEST_WAIT + 1) };
    const { model, time } = await anApi([{ status: 429, type: "rate_limit_error", message: "slow down", headers }, good]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({
      status: "failed",
      reason: "The model's server has no room for more requests now: slow down",
    });
    expect(time.waits).toEqual([]);
  });

  test.each([
    [{ status: 429, type: "rate_limit_error", message: "monthly limit", code: "enforced_spend_limit_reached" }],
    [{ status: 429, type: "rate_limit_error", message: "monthly limit", code: "contract_spend_limit_reached" }],
    [{ status: 402, type: "billing_error", message: "monthly limit" }],
    [{ status: 400, type: "invalid_request_error", message: "Your credit balance is too low: monthly limit" }],
  ] as [ApiReply][])("a spend limit is never asked again: %j", async (reply) => {
    const { model, api, time } = await anApi([reply, good]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({
      status: "exhausted",
      reason: expect.stringMatching(/spend limit .* is reached: .*monthly limit/),
    });
    expect(time.waits).toEqual([]);
    expect(api.requests).toHaveLength(1);
  });

  test("being stopped while it is waited for ends the wait", async () => {
    const { model, time } = await anApi([{ status: 529 }, good]);
    const stop = new AbortController();
    time.wait = async () => stop.abort(new Error("cancelled"));
    await expect(model.ask(aQuestion(), stop.signal)).rejects.toThrow("cancelled");
  });
});

describe("an answer that breaks off", () => {
  const PART = `{"sum": 3, "why": "${"because ".repeat(14)}`.slice(0, 128);
  test.each([
    ["the connection", { drops: PART }],
    ["an error in the stream", { breaks: "overloaded_error", after: PART }],
  ] as [string, ApiReply][])("by %s is paid for and asked for once more", async (_name, reply) => {
    const { model, api } = await anApi([reply, good]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status: "answered", usage: { calls: 2 } });
    expect(api.requests).toHaveLength(2);
    expect(api.requests[1]?.turns).toBe(1);
    const alone = await (await anApi([good])).model.ask(aQuestion(), going);
    expect(answered.usage.input_tokens).toBe(2 * alone.usage.input_tokens);
    expect(answered.usage.output_tokens).toBe(alone.usage.output_tokens + Math.ceil(PART.length / 3));
  });

  test("every time costs two calls and no more", async () => {
    const { model, api } = await anApi(() => ({ drops: '{"sum": 3, "why": "' }));
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status: "failed", usage: { calls: 2 } });
    expect("reason" in answered && answered.reason).toMatch(/^The model's server gave no whole answer: /);
    expect(api.requests).toHaveLength(2);
  });

  test("by silence is given up after twenty minutes at someone's own server", async () => {
    const { model, api, time } = await anApi([{ hangs: null }, { hangs: null }]);
    const asked = model.ask(aQuestion(), going);
    await api.arrived(1);
    time.pass(1199);
    expect(time.armed).toBe(1);
    time.pass(1);
    await api.arrived(2);
    time.pass(1200);
    expect(await asked).toMatchObject({
      status: "failed",
      reason: "The model's server said nothing for so long that it was given up.",
    });
    expect(time.armed).toBe(0);
  });
});

describe("a stopped run", () => {
  test.each([
    ["before anything came", null],
    ["in the middle of an answer", '{"sum": 3, "why": "because'],
  ])("hangs up at once %s", async (_name, hangs) => {
    const { model, api, time } = await anApi([{ hangs }]);
    const stop = new AbortController();
    const asked = model.ask(aQuestion(), stop.signal);
    await api.arrived(1);
    const begun = performance.now();
    stop.abort(new Error("cancelled"));
    await expect(asked).rejects.toThrow("cancelled");
    await api.hungUp(1);
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(time.armed).toBe(0);
  });

  test("does not wait for the question before it", async () => {
    const { model, api } = await anApi([{ hangs: null }]);
    const stop = new AbortController();
    const first = model.ask(aQuestion(), stop.signal);
    const second = new AbortController();
    const waiting = model.ask(aQuestion({ task: "Again." }), second.signal);
    await api.arrived(1);
    second.abort(new Error("superseded"));
    await expect(waiting).rejects.toThrow("superseded");
    stop.abort(new Error("cancelled"));
    await expect(first).rejects.toThrow("cancelled");
    expect(api.requests).toHaveLength(1);
  });
});

describe("what is never retried", () => {
  test.each([
    [
      { status: 401, type: "authentication_error", message: "invalid key" },
      "does not take the key in ANTHROPIC_API_KEY: invalid key",
    ],
    [{ status: 403, type: "permission_error", message: "not for you" }, "may not use claude-sonnet-5-5: not for you"],
    [{ status: 404, type: "not_found_error", message: "model: x" }, "does not know the model claude-sonnet-5-5: model: x"],
    [{ status: 413, type: "request_too_large", message: "too big" }, "longer than claude-sonnet-5-5 can read: too big"],
    [
      { status: 400, type: "invalid_request_error", message: "prompt is too long: 1000001 tokens > 1000000 maximum" },
      "longer than claude-sonnet-5-5 can read: prompt is too long",
    ],
    [
      { status: 400, type: "invalid_request_error", message: "messages: strange" },
      "refused the request (400): messages: strange",
    ],
    [{ status: 500, message: "never mind", headers: { "x-should-retry": "false" } }, "can not answer now (500): never mind"],
  ] as [ApiReply, string][])("%j", async (reply, reason) => {
    const { model, api } = await anApi([reply, good]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status: "failed", reason: expect.stringContaining(reason) });
    expect(api.requests).toHaveLength(1);
  });

  test("what a server says is one short line without the key", async () => {
    const message = `no\u001b[31m\n\u202e test-key ${"x".repeat(5000)}`;
    const { model } = await anApi([{ status: 403, message }]);
    const answered = await model.ask(aQuestion(), going);
    const reason = "reason" in answered ? answered.reason : "";
    expect(reason).toMatch(/^[\x20-\x7e…]{10,400}$/);
    expect(reason).toContain("no [31m [key] xxx");
  });
});

describe("a schema the API can not compile", () => {
  const Large = z.strictObject(Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`field_${at}`, z.string().optional()])));

  test("is told in words instead, and remembered", async () => {
    const fenced = 'Here it is:\n```json\n{"field_1": "a ``` fence"}\n```\n';
    const { model, api } = await anApi([{ says: fenced }, { says: fenced }, good]);
    const answered = await model.ask(aQuestion({ schema: Large as never }), going);
    expect(answered).toMatchObject({ status: "answered", answer: { field_1: "a ``` fence" }, usage: { calls: 1 } });
    expect(api.refusals).toMatchObject([{ status: 400, message: expect.stringContaining("too many optional parameters") }]);
    expect(api.requests[0]?.schema).toBeNull();
    expect(api.requests[0]?.task).toContain('"field_29"');
    await model.ask(aQuestion({ schema: Large as never }), going);
    expect(api.refusals).toHaveLength(1);
    await model.ask(aQuestion(), going);
    expect(api.requests[2]?.schema).not.toBeNull();
  });

  test("limits it does not know stay true: they are checked here", async () => {
    const Small = z.strictObject({ sum: z.int().max(2), why: z.string().max(5) });
    const { model, api } = await anApi([good, { says: { sum: 2, why: "so" } }]);
    expect(await model.ask(aQuestion({ schema: Small }), going)).toMatchObject({ status: "answered", answer: { sum: 2 } });
    expect(api.refusals).toEqual([]);
    expect(JSON.stringify(api.requests[1]?.body.messages[2])).toMatch(/Too big/);
  });
});

describe("a server that speaks the Messages API", () => {
  test("vLLM: holds to a schema, counts, has no cache; no breakpoints are sent and no price is claimed", async () => {
    const { model, api, provider } = await anApi([good, good], { kind: KINDS.vllm, roles: rolesOf("qwen") });
    expect(await model.ask(aQuestion(), going)).toMatchObject({ status: "answered", usage: { calls: 2, usd: null } });
    expect(await model.ask(aQuestion(), going)).toMatchObject({ status: "answered", usage: { calls: 1 } });
    expect(api.probes).toHaveLength(1);
    expect(api.requests[0]?.schema).not.toBeNull();
    expect(api.requests[0]?.raw).not.toContain("cache_control");
    const request = { model: "qwen", max_tokens: 1, messages: [{ role: "user" as const, content: "12345678" }] };
    expect(await provider.count(request, going)).toBe(2);
  });

  test("Ollama: takes a schema and ignores it, so it is told in words", async () => {
    const fenced = '```json\n{"sum": 3, "why": "so"}\n```';
    const { model, api } = await anApi([{ says: fenced }], { kind: KINDS.ollama, roles: rolesOf("llama"), key: null });
    expect(await model.ask(aQuestion(), going)).toMatchObject({ status: "answered", answer: { sum: 3 } });
    expect(api.requests[0]?.schema).toBeNull();
    expect(api.requests[0]?.task).toContain("```json");
    expect(api.requests[0]?.headers.authorization).toBeUndefined();
  });

  test("an older one refuses what it does not know, and gets by without", async () => {
    const { model, api } = await anApi([good], { kind: KINDS.old, roles: rolesOf("older"), effort: "low" });
    expect(await model.ask(aQuestion(), going)).toMatchObject({ status: "answered", usage: { calls: 2 } });
    expect(api.requests[0]?.body.output_config).toBeUndefined();
    expect(api.refusals.map(({ message }) => message)).toEqual([
      expect.stringMatching(/cache_control/),
      expect.stringMatching(/output_config/),
      expect.stringMatching(/output_config/),
      expect.stringMatching(/count_tokens not found/),
    ]);
  });

  test("one that could not say what it can is asked again with the next question", async () => {
    const kind: ServerKind = { ...KINDS.vllm, probes: [{ status: 500 }] };
    const { model, api } = await anApi([good, good], { kind, roles: rolesOf("qwen") });
    await model.ask(aQuestion(), going);
    await model.ask(aQuestion(), going);
    expect(api.requests.map(({ schema }) => schema === null)).toEqual([true, false]);
    expect(api.probes).toHaveLength(2);
  });

  test("whoever asks it what it can may be stopped: the others ask again", async () => {
    const kind: ServerKind = { ...KINDS.vllm, probes: [{ hangs: null }] };
    const { model, api } = await anApi([good], { kind, roles: rolesOf("qwen") });
    const [stop, own] = [new AbortController(), new AbortController()];
    const [first, second, third] = [stop.signal, own.signal, going].map((signal) => model.ask(aQuestion(), signal));
    await api.probed(1);
    own.abort(new Error("superseded"));
    await expect(second).rejects.toThrow("superseded");
    stop.abort(new Error("cancelled"));
    await expect(first).rejects.toThrow("cancelled");
    expect(await third).toMatchObject({ status: "answered" });
    expect(api.requests[0]?.schema).not.toBeNull();
  });
});
