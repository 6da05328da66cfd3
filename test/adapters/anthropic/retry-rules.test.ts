import { describe, expect, test } from "vitest";
import type { Failure } from "../../../src/adapters/anthropic/failure.ts";
import { LONGEST_WAIT, ruleOn } from "../../../src/adapters/anthropic/retry-rules.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z") / 1000;
const rule = (failure: Partial<Failure>, attempt = 1) =>
  ruleOn({ status: 0, type: null, code: null, message: "", silent: false, headers: {}, ...failure }, attempt, NOW);

describe("what passes is asked again", () => {
  test.each([
    [{ status: 408 }],
    [{ status: 409 }],
    [{ status: 429, type: "rate_limit_error" }],
    [{ status: 429, type: "rate_limit_error", code: "ramp_limit_exceeded" }],
    [{ status: 500 }],
    [{ status: 502 }],
    [{ status: 503 }],
    [{ status: 504 }],
    [{ status: 529, type: "overloaded_error" }],
    [{ status: 0, type: "overloaded_error" }],
    [{ status: 0, type: "api_error" }],
    [{ status: 0, message: "socket hang up" }],
    [{ status: 0, silent: true }],
    [{ status: 418, headers: { "x-should-retry": "true" } }],
  ] as [Partial<Failure>][])("%j", (failure) => {
    expect(rule(failure)).toEqual({ verdict: "again", seconds: 1 });
  });

  test("four times, a silence once", () => {
    expect([1, 2, 3, 4, 5].map((attempt) => rule({ status: 529 }, attempt))).toEqual([
      ...[1, 2, 4, 8].map((seconds) => ({ verdict: "again", seconds })),
      { verdict: "failed" },
    ]);
    expect(rule({ silent: true }, 2)).toEqual({ verdict: "failed" });
  });
});

describe("the server says when", () => {
  test.each([
    [{ "retry-after": "7" }, 7],
    [{ "retry-after": "0.5" }, 0.5],
    [{ "retry-after-ms": "250", "retry-after": "7" }, 0.25],
    [{ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, 30],
    [{ "retry-after": String(LONGEST_WAIT) }, LONGEST_WAIT],
    [{ "retry-after": "0" }, 1],
    [{ "retry-after": "-3" }, 1],
    [{ "retry-after": "soon" }, 1],
    [{ "retry-after": "Wed, 31 Dec 2025 00:00:30 GMT" }, 1],
  ])("%j", (headers, seconds) => {
    expect(rule({ status: 429, headers })).toEqual({ verdict: "again", seconds });
  });

  test("and it is too far off", () => {
    expect(rule({ status: 429, headers: { "retry-after": String(LONGEST_WAIT + 1) } })).toEqual({ verdict: "failed" });
  });
});

test.each([
  [{ status: 402 }],
  [{ status: 402, headers: { "retry-after": "1", "x-should-retry": "true" } }],
  [{ status: 429, code: "enforced_spend_limit_reached", headers: { "retry-after": "1" } }],
  [{ status: 429, code: "contract_spend_limit_reached" }],
  [{ status: 402, code: "linked_organization_spend_limit_reached" }],
  [{ status: 0, type: "billing_error" }],
  [{ status: 400, message: "Your credit balance is too low to access the Anthropic API." }],
] as [Partial<Failure>][])("no wait of ours helps against %j", (failure) => {
  expect(rule(failure)).toEqual({ verdict: "exhausted" });
});

test.each([
  [{ status: 400, message: "The compiled grammar is too large" }, "schema"],
  [{ status: 400, message: "Schemas contains too many optional parameters (30), limit: 24" }, "schema"],
  [{ status: 400, message: "output_config: Extra inputs are not permitted" }, "schema"],
  [{ status: 422, message: "body.output_config.format: unknown json_schema" }, "schema"],
  [{ status: 400, message: "output_config.effort: claude-haiku-4-5 does not support effort" }, "effort"],
  [{ status: 400, message: "system.0.cache_control: Extra inputs are not permitted" }, "cache"],
])("what the server does not take is left out: %j", (failure, without) => {
  expect(rule(failure)).toEqual({ verdict: "reshape", without });
});

test.each([
  [{ status: 400, message: "messages: strange" }],
  [{ status: 401 }],
  [{ status: 403 }],
  [{ status: 404 }],
  [{ status: 413 }],
  [{ status: 0, type: "invalid_request_error" }],
  [{ status: 0, type: "authentication_error" }],
  [{ status: 301 }],
  [{ status: 500, headers: { "x-should-retry": "false" } }],
  [{ status: 429, headers: { "x-should-retry": "false" } }],
] as [Partial<Failure>][])("the same again would fail again: %j", (failure) => {
  expect(rule(failure)).toEqual({ verdict: "failed" });
});
