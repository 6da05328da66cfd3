import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { examineModel } from "../../../src/adapters/anthropic/examine-model.ts";
import { readConfig } from "../../../src/config.ts";
import type { Checkup } from "../../../src/domain/checkup.ts";
import type { ModelConfig } from "../../../src/model-config.ts";
import { going } from "../../fakes/a-question.ts";
import { KINDS, type ServerKind, startMessagesApi } from "../../fakes/messages-api/start.ts";

async function examined(kind: ServerKind, env: Record<string, string> = {}): Promise<Checkup[]> {
  const api = await startMessagesApi([], { kind });
  onTestFinished(() => api.close());
  const config = configOf({ ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: api.key, ...env });
  return (await examineModel(config, going)).map((one) => ({ ...one, says: one.says.replaceAll(api.url, "URL") }));
}

function configOf(env: Record<string, string>): ModelConfig {
  const { model } = readConfig(env);
  if (model === null) throw new Error("no model is configured");
  return model;
}

test("without a model the explorer writes, and that is well", async () => {
  expect(await examineModel(null, going)).toMatchObject([{ area: "model", status: "good" }]);
});

test("models that are there are described for free", async () => {
  expect(await examined(KINDS.anthropic)).toEqual([
    {
      area: "model",
      status: "good",
      says: "claude-sonnet-5-5 answers at URL: it holds to a JSON schema, caches prompts, counts tokens, takes an effort",
      advice: null,
    },
    expect.objectContaining({ status: "good", says: expect.stringMatching(/^claude-haiku-5-5 answers/) }),
  ]);
});

test("a server of one's own shows what it can, and that dollars are not counted", async () => {
  expect(await examined(KINDS.ollama, { TFACTORY_MODEL: "llama" })).toMatchObject([
    {
      status: "warning",
      says: "llama answers at URL: it does not hold to a JSON schema and is told it in words, has no prompt cache, takes an effort",
    },
    { status: "warning", says: "the price of llama is not known", advice: expect.stringMatching(/usd do not hold/) },
  ]);
  expect(await examined(KINDS.vllm, { TFACTORY_MODEL: "qwen" })).toMatchObject([{ status: "good" }, { status: "warning" }]);
});

test.each([
  [{ TFACTORY_MODEL: "claude-old-1" }, /does not know the model claude-old-1/, /TFACTORY_MODEL/],
  [{ ANTHROPIC_API_KEY: "another" }, /does not take the key/, /ANTHROPIC_API_KEY/],
])("what is wrong with %j is said, and what to do", async (env, says, advice) => {
  const [found] = await examined(KINDS.anthropic, env);
  expect(found).toMatchObject({ status: "bad", says: expect.stringMatching(says), advice: expect.stringMatching(advice) });
});

test("a server that is not there is said", async () => {
  const config = configOf({ ANTHROPIC_BASE_URL: "http://127.0.0.1:1", TFACTORY_MODEL: "m" });
  expect(await examineModel(config, going)).toMatchObject([
    {
      status: "bad",
      says: expect.stringMatching(/gave no whole answer: .*ECONNREFUSED/),
      advice: expect.stringMatching(/network/),
    },
  ]);
});

test("a server that never answers is not waited for", async () => {
  const stop = new AbortController();
  const server = createServer(() => stop.abort(new Error("time is over")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const found = await examineModel(configOf({ ANTHROPIC_BASE_URL: url, TFACTORY_MODEL: "m" }), stop.signal);
  expect(found).toMatchObject([{ status: "bad", says: expect.stringMatching(/did not answer in time/) }]);
});

test("a key that goes unencrypted to another machine is warned of", async () => {
  const stop = AbortSignal.abort(new Error("nobody is asked"));
  const found = await examineModel(configOf({ ANTHROPIC_BASE_URL: "http://models.example:8080", ANTHROPIC_API_KEY: "k" }), stop);
  expect(found[0]).toMatchObject({ status: "warning", says: "the key goes to models.example unencrypted" });
  const own = await examineModel(configOf({ ANTHROPIC_BASE_URL: "http://localhost:8080", ANTHROPIC_API_KEY: "k" }), stop);
  expect(own[0]?.status).toBe("bad");
});

test("a replay asks nobody", async () => {
  const config = configOf({ TFACTORY_CASSETTE: "replay", TFACTORY_CASSETTE_FOLDER: "/tapes" });
  expect(await examineModel(config, going)).toMatchObject([
    { status: "good", says: "nobody is asked: answers come from /tapes" },
  ]);
});
