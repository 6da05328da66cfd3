import { expect, test } from "vitest";
import { z } from "zod";
import { PromptMeter, tokensIn, tokensWithFiles } from "../../bench/prompts/prompt-meter.ts";
import { fence } from "../../src/authors/anthropic/fence.ts";
import type { Question } from "../../src/ports.ts";

function aQuestion(overrides: Partial<Question<unknown>> = {}): Question<unknown> {
  const [system, context] = ["s".repeat(3 * 2000), "c".repeat(3 * 3000)];
  return { role: "generator", system, context, task: "t".repeat(3 * 10), schema: z.string(), max_tokens: 1, ...overrides };
}

test("a token is three bytes, and a part of one is one", () => {
  expect([tokensIn(""), tokensIn("abc"), tokensIn("abcé")]).toEqual([0, 1, 2]);
});

test("what an earlier question of the role began with is read from the cache, and nothing else", () => {
  const meter = new PromptMeter();
  const usages = [
    meter.take(aQuestion()),
    meter.take(aQuestion({ task: "u".repeat(3 * 20) })),
    meter.take(aQuestion({ context: "d".repeat(3 * 3000) })),
    meter.take(aQuestion({ role: "judge" })),
  ];
  expect(usages.map((usage) => [usage.cache_read_tokens, usage.cache_write_tokens, usage.input_tokens])).toEqual([
    [0, 5000, 10],
    [5000, 0, 20],
    [2000, 3000, 10],
    [0, 5000, 10],
  ]);
});

test("a beginning that is too short is not cached", () => {
  const meter = new PromptMeter();
  const short = aQuestion({ system: "s".repeat(30), context: "c".repeat(300) });
  meter.take(short);
  expect(meter.take(short)).toMatchObject({ cache_read_tokens: 0, cache_write_tokens: 0, input_tokens: 120 });
});

test("whole files stand in the place of all code, and of nothing else", () => {
  const code = ["signatures of a.py", "code of a.py", "diff of a.py"].map((what) => fence(what, "x".repeat(900))).join("\n");
  const criteria = fence("AC-1", "It adds.\nEND 0");
  const question = aQuestion({ system: "", context: criteria, task: code });
  expect(tokensWithFiles(question, ["f".repeat(300)])).toBe(tokensIn(criteria) + 1 + 100);
});
