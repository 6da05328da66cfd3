import { describe, expect, test } from "vitest";
import { Budget } from "../../src/runs/budget.ts";
import { MemorySpending } from "../../src/runs/memory-spending.ts";
import type { Amount } from "../../src/runs/spending.ts";
import { type Measuring, withBudget } from "../../src/runs/with-budget.ts";
import { ModelClock } from "../adapters/anthropic/model-clock.ts";
import { aQuestion, going } from "../fakes/a-question.ts";
import { type Replies, type Reply, ScriptedModel } from "../fakes/scripted-model.ts";

const good: Reply = { says: { sum: 3, why: "so" } };
const worst = { tokens: 5000, usd: 0.05, calls: 2 };

function aWorld(
  replies: Replies,
  limits: Partial<Amount> = {},
  counted: Omit<Amount, "minutes"> | null = null,
  meanwhile = () => {},
) {
  const clock = new ModelClock();
  const spending = new MemorySpending();
  const run = { tokens: 20_000, usd: 1, calls: 20, minutes: 30, ...limits };
  const plenty = { tokens: 1e9, usd: 1e9, calls: 1e9, minutes: 1e9 };
  const budget = new Budget(
    { run_id: "1", repository: "r", limits: { run, "repository-day": plenty, day: plenty } },
    spending,
    () => clock.now(),
  );
  const measuring: Measuring = {
    worstCase: () => {
      meanwhile();
      return worst;
    },
    counted: async () => counted,
    seconds: () => clock.seconds(),
    after: (seconds, then) => clock.after(seconds, then),
  };
  const inner = new ScriptedModel({ generator: replies });
  return { clock, inner, model: withBudget(inner, budget, measuring), spent: () => spending.spent("run 1") };
}

/** A model that never answers; `begun` when it was asked. */
function hanging(): { replies: Replies; begun: Promise<void> } {
  const { promise, resolve } = Promise.withResolvers<void>();
  const replies = (): Reply => {
    resolve();
    return { hangs: true };
  };
  return { replies, begun: promise };
}

describe("a model with a budget", () => {
  test("has its model's name and answers", async () => {
    const { model } = aWorld([good]);
    expect(model.name).toBe("scripted");
    expect(await model.ask(aQuestion(), going)).toMatchObject({ status: "answered", answer: { sum: 3 } });
  });

  test.each([
    ["answers", [good], 1],
    ["mends", [{ says: 1 }, good], 2],
    ["does not fit", [{ says: 1 }, { says: 1 }], 2],
    ["refuses", [{ status: "refused", reason: "no" }], 1],
    ["is cut off", [{ status: "truncated", reason: "no" }], 1],
    ["fails", [{ status: "failed", reason: "no" }], 1],
  ] as [string, Reply[], number][])("books what was used when it %s", async (_name, replies, calls) => {
    const { model, spent } = aWorld(replies);
    await model.ask(aQuestion(), going);
    expect(await spent()).toMatchObject({ calls, tokens: 1100 * calls, usd: expect.closeTo(0.01 * calls, 9) });
  });

  test("asks nothing when there is no room, and says which limit it was", async () => {
    const { model, inner } = aWorld([good, good], { tokens: 6000 });
    await model.ask(aQuestion(), going);
    const answered = await model.ask(aQuestion(), going);
    expect(answered).toMatchObject({ status: "exhausted", usage: { calls: 0, usd: 0 } });
    expect("reason" in answered && answered.reason).toMatch(/1100 of 6000 tokens are spent and one question may take 5000/);
    expect(inner.questions).toHaveLength(1);
  });

  test("counts the tokens when their estimate has no room", async () => {
    const fits = aWorld([good], { tokens: 4000 }, { ...worst, tokens: 3000 });
    expect(await fits.model.ask(aQuestion(), going)).toMatchObject({ status: "answered" });
    const full = aWorld([good], { tokens: 2000 }, { ...worst, tokens: 3000 });
    expect(await full.model.ask(aQuestion(), going)).toMatchObject({
      status: "exhausted",
      reason: expect.stringMatching(/take 3000/),
    });
  });

  test("that always fails costs at most its budget", async () => {
    const { model, inner, spent } = aWorld(
      Array.from({ length: 100 }, (): Reply => ({ status: "failed", reason: "no" })),
      { calls: 7 },
    );
    const answers = [];
    for (let at = 0; at < 20; at++) answers.push((await model.ask(aQuestion(), going)).status);
    expect((await spent()).calls).toBeLessThanOrEqual(7);
    expect(answers.at(-1)).toBe("exhausted");
    expect(inner.questions).toHaveLength(6);
  });

  test("that always lies costs at most its budget, also with many questions at once", async () => {
    const { model, spent } = aWorld(
      Array.from({ length: 100 }, (): Reply => ({ says: "nonsense" })),
      { usd: 0.2 },
    );
    const answers = await Promise.all(Array.from({ length: 40 }, () => model.ask(aQuestion(), going)));
    expect((await spent()).usd).toBeLessThanOrEqual(0.2);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["invalid", "exhausted"]));
  });

  test("that never stops is stopped when its minutes are over; what it cost is not known", async () => {
    const { replies, begun } = hanging();
    const { model, clock, spent } = aWorld(replies, { minutes: 2 });
    const asked = model.ask(aQuestion(), going);
    await begun;
    for (let minute = 1; minute <= 2; minute++) {
      expect(clock.armed).toBe(1);
      clock.pass(60);
      await new Promise(setImmediate);
    }
    expect(await asked).toEqual({
      status: "failed",
      reason: "The minutes of the model's budget were over before it answered.",
      usage: { calls: 1, input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0, usd: null },
    });
    expect(await spent()).toEqual({ ...worst, minutes: 2 });
    expect(clock.armed).toBe(0);
  });

  test("books the worst case of a question that was stopped", async () => {
    const { replies, begun } = hanging();
    const { model, clock, spent } = aWorld(replies);
    const stop = new AbortController();
    const asked = model.ask(aQuestion(), stop.signal);
    await begun;
    clock.pass(30);
    stop.abort(new Error("cancelled"));
    await expect(asked).rejects.toThrow("cancelled");
    expect(await spent()).toEqual({ ...worst, minutes: 0.5 });
  });

  test("books nothing for a question that was stopped before it was asked", async () => {
    const { model, inner, spent } = aWorld([good]);
    await expect(model.ask(aQuestion(), AbortSignal.abort(new Error("cancelled")))).rejects.toThrow("cancelled");
    expect(await spent()).toMatchObject({ calls: 0, tokens: 0 });
    expect(inner.questions).toEqual([]);
  });

  test("gives back what was set aside for a question that was stopped meanwhile", async () => {
    const stop = new AbortController();
    const world = aWorld([good], {}, null, () => stop.abort(new Error("cancelled")));
    await expect(world.model.ask(aQuestion(), stop.signal)).rejects.toThrow("cancelled");
    expect(await world.spent()).toMatchObject({ calls: 0, tokens: 0, minutes: 0 });
    expect(world.inner.questions).toEqual([]);
  });

  test("lets a bug through, booked at its worst case", async () => {
    const { model, inner, spent } = aWorld([]);
    inner.ask = () => Promise.reject(new TypeError("bug"));
    await expect(model.ask(aQuestion(), going)).rejects.toThrow(TypeError);
    expect(await spent()).toMatchObject(worst);
  });
});
