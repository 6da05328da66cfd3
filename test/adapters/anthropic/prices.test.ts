import { expect, test } from "vitest";
import { PRICES_AS_OF, usdOf } from "../../../src/adapters/anthropic/prices.ts";

const tokens = (input: number, output: number, read = 0, write = 0) => ({
  input_tokens: input,
  output_tokens: output,
  cache_read_tokens: read,
  cache_write_tokens: write,
});

test("a million tokens cost what the table says", () => {
  expect(usdOf("claude-sonnet-5-5", tokens(1e6, 0))).toBe(2);
  expect(usdOf("claude-sonnet-5-5", tokens(0, 1e6))).toBe(10);
  expect(usdOf("claude-opus-5-5", tokens(1e6, 1e6))).toBe(24);
  expect(usdOf("claude-fable-5-1", tokens(1e6, 1e6))).toBe(60);
  expect(Date.parse(PRICES_AS_OF)).not.toBeNaN();
});

test("writing the cache costs a quarter more than reading anew, reading it a tenth", () => {
  expect(usdOf("claude-sonnet-5-5", tokens(0, 0, 0, 1e6))).toBe(2.5);
  expect(usdOf("claude-sonnet-5-5", tokens(0, 0, 1e6, 0))).toBeCloseTo(0.2, 12);
});

test("a prompt over 100,000 tokens, cached ones included, costs haiku's long rates throughout", () => {
  expect(usdOf("claude-haiku-5-5", tokens(100_000, 1000))).toBeCloseTo(0.01 + 0.0005, 12);
  expect(usdOf("claude-haiku-5-5", tokens(100_001, 1000))).toBeCloseTo(0.0500005 + 0.0025, 12);
  expect(usdOf("claude-haiku-5-5", tokens(1, 1000, 100_000))).toBeCloseTo((10_001 * 0.5 + 2500) / 1e6, 12);
});

test.each(["claude-next-6", "constructor", "toString", ""])("the model %j has no price, and none is guessed", (model) => {
  expect(usdOf(model, tokens(1e6, 1e6))).toBeNull();
});
