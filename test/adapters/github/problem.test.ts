import { expect, test } from "vitest";
import { type Failure, GitHubProblem, kindOf, type ProblemKind } from "../../../src/adapters/github/problem.ts";

const rows: [ProblemKind, string, Partial<Failure>][] = [
  ["unavailable", "no answer", { status: 0, message: "fetch failed" }],
  ["unavailable", "502", { status: 502 }],
  ["rate-limited", "429", { status: 429 }],
  ["rate-limited", "403 in words", { status: 403, message: "You have exceeded a secondary rate limit" }],
  ["rate-limited", "403 by header", { status: 403, headers: { "x-ratelimit-remaining": "0" } }],
  ["no-permission", "403", { status: 403, message: "Resource not accessible by integration" }],
  ["app-uninstalled", "401", { status: 401, message: "Bad credentials" }],
  [
    "app-uninstalled",
    "no token to be had",
    { status: 404, path: "https://github.test/api/v3/app/installations/7/access_tokens" },
  ],
  ["app-uninstalled", "suspended", { status: 403, message: "This installation has been suspended" }],
  ["not-found", "404", { status: 404, message: "Not Found" }],
  ["not-found", "410", { status: 410, message: "This issue was deleted" }],
  ["refused-by-rules", "ruleset, 409", { status: 409, message: "Repository rule violations found" }],
  ["refused-by-rules", "protection, 422", { status: 422, message: "Protected branch update failed for refs/heads/x" }],
  ["conflict", "409", { status: 409, message: "Reference already exists" }],
  ["invalid", "422", { status: 422, message: "Validation Failed" }],
];

test.each(rows)("%s: %s", (kind, _row, overrides) => {
  expect(kindOf({ method: "POST", path: "/repos/o/r", status: 500, message: "", headers: {}, ...overrides })).toBe(kind);
});

const secrets = [
  `ghs_${"a1B2".repeat(10)}`,
  `ghs_123456_${"eyJhbGciOi".repeat(4)}.${"x-_".repeat(20)}.${"y".repeat(80)}`,
  `ghp_${"z".repeat(36)}`,
  `github_pat_${"A1_".repeat(20)}`,
  "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----",
];

test.each(secrets)("no problem tells %s", (secret) => {
  const problem = new GitHubProblem("invalid", 422, `before ${secret} after, Authorization: bearer ${secret}`);
  expect(`${problem.message} ${JSON.stringify(problem)}`).not.toContain(secret);
  for (const piece of secret.split(/[\n.]/).filter((part) => part.length > 2)) expect(problem.message).not.toContain(piece);
  expect(problem.message).toContain("before ");
});

test("an address with a password loses it", () => {
  expect(new GitHubProblem("unavailable", 0, "https://x-access-token:hunter2@github.test/o/r").message).toBe(
    "https://[token]@github.test/o/r",
  );
});
