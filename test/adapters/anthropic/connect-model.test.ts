import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { connectModel } from "../../../src/adapters/anthropic/connect-model.ts";
import { readConfig } from "../../../src/config.ts";
import { UserError } from "../../../src/errors.ts";
import type { ModelConfig } from "../../../src/model-config.ts";
import { aQuestion, going } from "../../fakes/a-question.ts";
import type { ApiReply } from "../../fakes/messages-api/reply.ts";
import { KINDS, type Script, startMessagesApi } from "../../fakes/messages-api/start.ts";
import { ModelClock } from "./model-clock.ts";

const good: ApiReply = { says: { sum: 3, why: "so" } };
let data: string;

beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), "tfactory-model-"));
  onTestFinished(() => rm(data, { recursive: true }));
});

function configOf(env: Record<string, string>): ModelConfig {
  const { model } = readConfig({ TFACTORY_DATA: data, ...env });
  if (model === null) throw new Error("no model is configured");
  return model;
}

async function anApiFor(script: Script, env: Record<string, string> = {}) {
  const api = await startMessagesApi(script);
  onTestFinished(() => api.close());
  return { api, config: configOf({ ANTHROPIC_BASE_URL: `${api.url}/v1/`, ANTHROPIC_API_KEY: api.key, ...env }) };
}

test("from the environment to an answer, booked on disk and shown in the budget", async () => {
  const { api, config } = await anApiFor([good], { TFACTORY_MODEL_GENERATOR: "claude-opus-5-5" });
  const modelOf = await connectModel(config, new ModelClock());
  const { model, budget } = modelOf({ run_id: "run-1", repository: "acme/calc" });
  expect(model.name).toBe("claude-sonnet-5-5 + claude-opus-5-5 + claude-haiku-5-5");
  const answered = await model.ask(aQuestion(), going);
  expect(answered).toMatchObject({ status: "answered", answer: { sum: 3 } });
  expect(api.requests[0]?.model).toBe("claude-opus-5-5");
  const standing = await budget.standing();
  expect(standing).toContainEqual({ scope: "day", measure: "calls", spent: 1, limit: 4000 });
  expect(standing).toContainEqual({ scope: "run", measure: "usd", spent: expect.closeTo(answered.usage.usd ?? -1, 6), limit: 2 });
  expect(await readdir(join(data, "spending"))).toEqual(["2026-01-01.jsonl"]);
});

test("what a server can do is asked once, however many runs there are", async () => {
  const { api, config } = await anApiFor(() => good);
  const modelOf = await connectModel(config, new ModelClock());
  for (const run_id of ["1", "2", "3"]) await modelOf({ run_id, repository: "r" }).model.ask(aQuestion(), going);
  expect(api.described).toBe(1);
});

test("a server of one's own is asked before its first question, and that is paid for once", async () => {
  const api = await startMessagesApi(() => good, { kind: KINDS.vllm });
  onTestFinished(() => api.close());
  const config = configOf({ ANTHROPIC_BASE_URL: api.url, TFACTORY_MODEL: "qwen" });
  const modelOf = await connectModel(config, new ModelClock());
  const { model, budget } = modelOf({ run_id: "1", repository: "r" });
  await Promise.all([model.ask(aQuestion(), going), model.ask(aQuestion({ task: "Again." }), going)]);
  expect(api.probes).toHaveLength(1);
  expect(await budget.standing()).toContainEqual({ scope: "run", measure: "calls", spent: 3, limit: 150 });
});

describe("limits", () => {
  test("of a repository lower the operator's and never lift them", async () => {
    const { config } = await anApiFor([good]);
    const modelOf = await connectModel(config, new ModelClock());
    const { budget } = modelOf({ run_id: "1", repository: "r", limits: { usd: 0.5, tokens: 9_999_999, calls: 3 } });
    expect(budget.limits.run).toEqual({ usd: 0.5, tokens: 2_000_000, calls: 3, minutes: 25 });
    const other = modelOf({ run_id: "2", repository: "r", limits: { usd: 100, tokens: 5, calls: 999, minutes: 1 } });
    expect(other.budget.limits.run).toEqual({ usd: 2, tokens: 5, calls: 150, minutes: 1 });
    expect(budget.limits.day).toMatchObject({ usd: 50 });
  });

  test("are decided by the provider's count where an estimate would be too careful", async () => {
    const { api, config } = await anApiFor([good], { TFACTORY_BUDGET_RUN: "7000 tokens" });
    const modelOf = await connectModel(config, new ModelClock());
    const { model } = modelOf({ run_id: "1", repository: "r" });
    expect(await model.ask(aQuestion({ max_tokens: 1000 }), going)).toMatchObject({ status: "answered" });
    expect(api.counted).toBe(1);
    expect(await model.ask(aQuestion({ max_tokens: 3000 }), going)).toMatchObject({ status: "exhausted" });
    expect(api.requests).toHaveLength(1);
  });

  test.each([
    ["always errs", { status: 529, type: "overloaded_error", message: "Overloaded" }, "failed"],
    ["always lies", { says: { sum: "lots", why: 1 } }, "invalid"],
    ["always breaks off", { drops: `{"sum": 3, "why": "${"x".repeat(2000)}` }, "failed"],
    ["never comes to an end", { says: "x".repeat(3000), stop_reason: "max_tokens" }, "truncated"],
  ] as [string, ApiReply, string][])("hold against a model that %s", async (_name, reply, status) => {
    const { config } = await anApiFor(() => reply, { TFACTORY_BUDGET_RUN: "12 calls, 40000 tokens, 0.2 usd" });
    const modelOf = await connectModel(config, new ModelClock());
    const { model, budget } = modelOf({ run_id: "1", repository: "r" });
    const answers: string[] = [];
    for (let at = 0; at < 15; at++) answers.push((await model.ask(aQuestion(), going)).status);
    expect(new Set(answers)).toEqual(new Set([status, "exhausted"]));
    for (const { scope, spent, limit } of await budget.standing()) if (scope === "run") expect(spent).toBeLessThanOrEqual(limit);
  });
});

describe("recorded answers", () => {
  test("are recorded with a key and come back without one, spending nothing", async () => {
    const folder = join(data, "tapes");
    const { api, config } = await anApiFor([good], { TFACTORY_CASSETTE: "record", TFACTORY_CASSETTE_FOLDER: folder });
    const recorded = await (await connectModel(config, new ModelClock()))({ run_id: "1", repository: "r" }).model.ask(
      aQuestion(),
      going,
    );
    const [name = ""] = await readdir(folder);
    expect(await readFile(join(folder, name), "utf8")).not.toContain(api.key);
    await rm(join(data, "spending"), { recursive: true });

    const replaying = configOf({ TFACTORY_CASSETTE: "replay", TFACTORY_CASSETTE_FOLDER: folder });
    const { model, budget } = (await connectModel(replaying, new ModelClock()))({ run_id: "2", repository: "r" });
    expect(await model.ask(aQuestion(), going)).toEqual(recorded);
    expect(await budget.standing()).toContainEqual(expect.objectContaining({ scope: "run", measure: "calls", spent: 1 }));
    expect(await readdir(data)).toEqual(["tapes"]);
    expect(api.requests).toHaveLength(1);
    await expect(model.ask(aQuestion({ task: "Other." }), going)).rejects.toThrow(UserError);
  });

  test("are measured without asking anyone either", async () => {
    const env = { TFACTORY_CASSETTE: "replay", TFACTORY_BUDGET_RUN: "10 tokens" };
    const { api, config } = await anApiFor([good], env);
    const { model } = (await connectModel(config, new ModelClock()))({ run_id: "1", repository: "r" });
    expect(await model.ask(aQuestion(), going)).toMatchObject({ status: "exhausted" });
    expect([api.described, api.counted, api.requests.length]).toEqual([0, 0, 0]);
  });

  test("lie beside the rest of the data when no folder is named", () => {
    expect(configOf({ TFACTORY_CASSETTE: "replay" }).cassette).toEqual({ mode: "replay", folder: join(data, "cassettes") });
  });

  test("are not recorded without anyone to ask", async () => {
    expect(readConfig({ TFACTORY_CASSETTE: "record" }).model).toBeNull();
    const config = { ...configOf({ TFACTORY_CASSETTE: "replay" }), cassette: null };
    await expect(connectModel(config)).rejects.toThrow(new UserError("ANTHROPIC_API_KEY is not set, so no model can be asked."));
  });
});
