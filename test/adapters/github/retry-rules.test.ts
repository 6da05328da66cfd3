import { expect, test } from "vitest";
import type { Failure } from "../../../src/adapters/github/problem.ts";
import { waitBeforeRetry } from "../../../src/adapters/github/retry-rules.ts";

const NOW = 1_000_000;
const secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
const none = [null, null];

/** Waits before the 2nd, 3rd, … try. */
const rows: [string, Partial<Failure>, (number | null)[]][] = [
  ["500 on GET", { method: "GET", status: 500 }, [1, 2, 4, null]],
  ["502 on PATCH", { method: "PATCH", status: 502 }, [1, 2, 4, null]],
  ["503 on PUT", { method: "PUT", status: 503 }, [1, 2, 4, null]],
  ["500 on DELETE", { method: "DELETE", status: 500 }, [1, 2, 4, null]],
  ["no answer on GET", { method: "GET", status: 0 }, [1, 2, 4, null]],
  ["502 on POST of a comment", { status: 502 }, none],
  ["502 on POST of a check run", { status: 502, path: "/repos/o/r/check-runs" }, none],
  ["no answer on POST", { status: 0 }, none],
  ["502 on GraphQL", { status: 502, path: "/api/graphql" }, none],
  ["502 on POST of a tree", { status: 502, path: "/repos/o/r/git/trees" }, [1, 2, 4, null]],
  ["502 on POST of a commit", { status: 502, path: "/repos/o/r/git/commits" }, [1, 2, 4, null]],
  ["502 on POST of a ref", { status: 502, path: "/repos/o/r/git/refs" }, none],
  ["502 on POST of a reaction", { status: 502, path: "/repos/o/r/issues/comments/1/reactions" }, [1, 2, 4, null]],
  ["502 on POST of a token", { status: 502, path: "/app/installations/1/access_tokens" }, [1, 2, 4, null]],
  ["429 with retry-after on POST", { status: 429, headers: { "retry-after": "7" } }, [7, 7, 7, null]],
  ["403 with retry-after on POST", { status: 403, headers: { "retry-after": "30" } }, [30, 30, 30, null]],
  ["403 secondary limit without retry-after", { status: 403, message: secondary }, [60, 120, 240, null]],
  ["429 without retry-after", { status: 429 }, [60, 120, 240, null]],
  [
    "403 of the hourly limit",
    { status: 403, headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": `${NOW + 90}` } },
    [91, 91, 91, null],
  ],
  ["429 with a longer wait than ten minutes", { status: 429, headers: { "retry-after": "601" } }, none],
  ["403 without permission", { status: 403, message: "Resource not accessible by integration" }, none],
  ["401", { method: "GET", status: 401 }, none],
  ["404", { method: "GET", status: 404 }, none],
  ["409", { method: "PATCH", status: 409 }, none],
  ["422", { method: "PATCH", status: 422 }, none],
];

test.each(rows)("%s", (_row, overrides, waits) => {
  const failure: Failure = {
    method: "POST",
    path: "/repos/o/r/issues/1/comments",
    status: 500,
    message: "",
    headers: {},
    ...overrides,
  };
  expect(waits.map((_, index) => waitBeforeRetry(failure, index + 1, NOW))).toEqual(waits);
});
