import { describe, expect, test } from "vitest";
import type { Model } from "../../src/ports.ts";
import { anApi } from "../adapters/anthropic/an-api.ts";
import { aQuestion, going } from "../fakes/a-question.ts";
import type { ApiReply } from "../fakes/messages-api/reply.ts";
import { type Reply, ScriptedModel } from "../fakes/scripted-model.ts";

/** What the model behind the port does, in words that both sides can play. */
type Does = "answers" | "misfits" | "refuses" | "truncates" | "fails" | "is-exhausted" | "hangs";

const inApi: Record<Does, ApiReply> = {
  answers: { says: { sum: 3, why: "1 + 2" } },
  misfits: { says: { sum: "three" } },
  refuses: { refuses: "cyber" },
  truncates: { says: '{"sum": 3, "wh', stop_reason: "max_tokens" },
  fails: { status: 403, type: "permission_error", message: "no" },
  "is-exhausted": { status: 429, type: "rate_limit_error", message: "limit", code: "enforced_spend_limit_reached" },
  hangs: { hangs: "{" },
};
const scripted: Record<Does, Reply> = {
  answers: { says: { sum: 3, why: "1 + 2" } },
  misfits: { says: { sum: "three" } },
  refuses: { status: "refused", reason: "cyber" },
  truncates: { status: "truncated", reason: "cut off" },
  fails: { status: "failed", reason: "no" },
  "is-exhausted": { status: "exhausted", reason: "limit" },
  hangs: { hangs: true },
};
interface Played {
  model: Model;
  asked(count: number): Promise<void>;
}
const models: [string, (does: Does[]) => Promise<Played>][] = [
  [
    "over the Messages API",
    async (does) => {
      const { model, api } = await anApi(does.map((one) => inApi[one]));
      return { model, asked: (count) => api.arrived(count) };
    },
  ],
  [
    "scripted",
    async (does) => ({ model: new ScriptedModel({ generator: does.map((one) => scripted[one]) }), asked: async () => undefined }),
  ],
];

describe.each(models)("a model %s", (_name, play) => {
  test("has a name", async () => {
    const { model } = await play([]);
    expect(model.name).not.toBe("");
  });

  test("answers in the shape of the question and says what it used", async () => {
    const { model } = await play(["answers"]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status: "answered", answer: { sum: 3, why: "1 + 2" } });
    expect(answered.usage.calls).toBe(1);
    expect(answered.usage.input_tokens).toBeGreaterThan(0);
    expect(answered.usage.output_tokens).toBeGreaterThan(0);
    expect(answered.usage.usd).toBeGreaterThan(0);
  });

  test("may mend an answer without the shape once, and both are paid for", async () => {
    const { model } = await play(["misfits", "answers"]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status: "answered", answer: { sum: 3 }, usage: { calls: 2 } });
  });

  test("that misses the shape twice gave no answer", async () => {
    const { model } = await play(["misfits", "misfits", "answers"]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status: "invalid", usage: { calls: 2 } });
    expect(answered.status === "invalid" && answered.reason).toMatch(/sum/);
  });

  test.each([
    ["refuses", "refused"],
    ["truncates", "truncated"],
    ["fails", "failed"],
  ] as const)("that %s says so, with a reason, and it counts", async (does, status) => {
    const { model } = await play([does]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status, usage: { calls: 1 } });
    expect("reason" in answered && answered.reason).not.toBe("");
  });

  test("whose limit is reached was asked nothing", async () => {
    const { model } = await play(["is-exhausted"]);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status: "exhausted", usage: { calls: 0, input_tokens: 0, output_tokens: 0, usd: 0 } });
  });

  test("is not asked once it is stopped: the reason is thrown", async () => {
    const { model } = await play(["answers"]);
    const reason = new Error("superseded");
    await expect(model.ask(aQuestion(), AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("that is stopped in the middle throws the reason", async () => {
    const { model, asked } = await play(["hangs"]);
    const stop = new AbortController();
    const reason = new Error("cancelled");
    const answered = model.ask(aQuestion(), stop.signal);
    await asked(1);
    stop.abort(reason);
    await expect(answered).rejects.toBe(reason);
  });
});
