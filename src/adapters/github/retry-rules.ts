import { type Failure, isLimited } from "./problem.ts";

/** A wait longer than this is not waited for: the caller has the answer and decides. */
export const LONGEST_WAIT = 600;
const LIMIT_TRIES = 3;
const OUTAGE_TRIES = 3;

/** Requests that may be sent again although nobody knows whether the first one was done. */
const REPEATABLE: { method: RegExp; path: RegExp; why: string }[] = [
  { method: /^(GET|HEAD|PUT|PATCH|DELETE)$/, path: /./, why: "the same request twice is the same state" },
  { method: /^POST$/, path: /\/git\/(trees|blobs|commits)$/, why: "what no ref points to is nobody's" },
  { method: /^POST$/, path: /\/reactions$/, why: "a reaction exists once per person" },
  { method: /^POST$/, path: /\/access_tokens$/, why: "a token nobody has is of no use to anyone" },
];

/**
 * How many seconds to wait before a failed request is sent again, or `null`: never. `attempt` counts from 1, `now` is the
 * Unix time in seconds. A limit (403, 429) was refused for certain, so every request may be repeated after it; an outage
 * (5xx, no answer) may have done its work, so only what is safe to repeat is. Source of the waits: docs.github.com,
 * rate limits for the REST API: `retry-after`, else the reset, else a minute, then longer.
 */
export function waitBeforeRetry(failure: Failure, attempt: number, now: number): number | null {
  if (isLimited(failure)) {
    if (attempt > LIMIT_TRIES) return null;
    const wait = secondsOf(failure, now) ?? 60 * 2 ** (attempt - 1);
    return wait > LONGEST_WAIT ? null : wait;
  }
  if (failure.status !== 0 && failure.status < 500) return null;
  const repeatable = REPEATABLE.some(({ method, path }) => method.test(failure.method) && path.test(failure.path));
  return repeatable && attempt <= OUTAGE_TRIES ? 2 ** (attempt - 1) : null;
}

/** What GitHub said about when to come back. */
export function secondsOf({ headers }: Pick<Failure, "headers">, now: number): number | null {
  const after = Number(headers["retry-after"] ?? Number.NaN);
  if (Number.isFinite(after)) return Math.max(0, after);
  const reset = Number(headers["x-ratelimit-reset"] ?? Number.NaN);
  return headers["x-ratelimit-remaining"] === "0" && Number.isFinite(reset) ? Math.max(0, reset - now) + 1 : null;
}
