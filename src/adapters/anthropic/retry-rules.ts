import type { Failure } from "./failure.ts";
import type { Part } from "./profile.ts";

/** `again`: after so many seconds. `reshape`: the server does not take a part of it. The rest is an end. */
export type Ruling =
  | { verdict: "again"; seconds: number }
  | { verdict: "reshape"; without: Part }
  | { verdict: "exhausted" | "failed" };

const AGAIN = 4;
/** Each silence has taken minutes already. */
const AGAIN_AFTER_SILENCE = 1;
/** A run has better things to do than to wait longer; the caller goes on without the model. */
export const LONGEST_WAIT = 120;

/** Codes of spent money, sdk `resources/shared`: no wait of ours helps. `ramp_limit_exceeded` is not one of them. */
const SPENT = new Set([
  "enforced_spend_limit_reached",
  "contract_spend_limit_reached",
  "linked_organization_spend_limit_reached",
]);
const PASSING = new Set(["rate_limit_error", "overloaded_error", "api_error", "timeout_error", "gateway_timeout_error"]);

/**
 * What to do after a failed request. `attempt` counts from 1, `now` is the Unix time in seconds. Sources: the SDK's own
 * rules (408, 409, 429, 5xx and lost connections pass; `retry-after` and `x-should-retry` are obeyed), platform.claude.com,
 * errors; spend limits answer 429 like rate limits and are told apart by their code.
 */
export function ruleOn(failure: Failure, attempt: number, now: number): Ruling {
  const { status, type, code, message, headers, silent } = failure;
  if (status === 402 || type === "billing_error" || SPENT.has(code ?? "") || /credit balance is too low/i.test(message))
    return { verdict: "exhausted" };
  if (status === 400 || status === 422) {
    if (/\beffort\b/i.test(message)) return { verdict: "reshape", without: "effort" };
    if (/cache_control/i.test(message)) return { verdict: "reshape", without: "cache" };
    if (/output_config|output_format|json_schema|\bschemas?\b|grammar/i.test(message))
      return { verdict: "reshape", without: "schema" };
  }
  if (!passes(failure) || attempt > (silent ? AGAIN_AFTER_SILENCE : AGAIN)) return { verdict: "failed" };
  const seconds = secondsOf(headers, now) ?? 2 ** (attempt - 1);
  return seconds > LONGEST_WAIT ? { verdict: "failed" } : { verdict: "again", seconds };
}

function passes({ status, type, headers }: Failure): boolean {
  const told = headers["x-should-retry"];
  if (told === "true" || told === "false") return told === "true";
  if (status === 0) return type === null || PASSING.has(type);
  return status === 408 || status === 409 || status === 429 || status >= 500;
}

/** When the server said to come back. */
function secondsOf(headers: Failure["headers"], now: number): number | null {
  const milliseconds = Number(headers["retry-after-ms"] ?? Number.NaN);
  if (milliseconds > 0) return milliseconds / 1000;
  const after = headers["retry-after"] ?? "";
  const seconds = after === "" ? Number.NaN : Number(after);
  if (Number.isFinite(seconds)) return seconds > 0 ? seconds : null;
  const date = Date.parse(after) / 1000 - now;
  return date > 0 ? date : null;
}
