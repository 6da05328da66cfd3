import { expect, test } from "vitest";
import { GitHubProblem } from "../../../src/adapters/github/problem.ts";
import { anApp } from "./an-app.ts";

test("every request names the API version it was written for", async () => {
  const { at } = await anApp();
  const { octokit, owner, repo } = await at();
  const sent: Headers[] = [];
  const listening: typeof fetch = (input, init) => {
    sent.push(new Headers(init?.headers));
    return fetch(input, init);
  };
  await octokit.rest.repos.get({ owner, repo, request: { fetch: listening } });
  expect(sent.map((headers) => headers.get("x-github-api-version"))).toEqual(["2022-11-28"]);
});

test("what GitHub refuses is a problem with its kind, without the token that was sent", async () => {
  const { story, at } = await anApp();
  const { octokit, owner, repo } = await at();
  const token = `ghs_${"aB3".repeat(20)}`;
  story.github.fail({ path: /\/issues\/1$/, status: 403, body: { message: `Authorization: bearer ${token} is not enough` } });
  const refused = octokit.rest.issues.get({ owner, repo, issue_number: 1 });
  const problem = await refused.catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(GitHubProblem);
  expect(problem).toMatchObject({ kind: "no-permission", status: 403 });
  expect(`${problem} ${JSON.stringify(problem)} ${(problem as Error).stack}`).not.toContain("aB3aB3");
});

test("a limit is waited for as long as GitHub says, an outage not at all for what must not be done twice", async () => {
  const { story, at, time } = await anApp();
  const { octokit, owner, repo } = await at();
  story.github.limitSecondary({ method: "POST", path: /\/comments$/ }, 42);
  await octokit.rest.issues.createComment({ owner, repo, issue_number: 1, body: "one" });
  expect(time.waits.splice(0)).toEqual([42]);
  story.github.fail({ method: "POST", path: /\/comments$/, status: 502 });
  await expect(octokit.rest.issues.createComment({ owner, repo, issue_number: 1, body: "two" })).rejects.toMatchObject({
    kind: "unavailable",
  });
  expect(time.waits).toEqual([]);
});

test("an aborted request ends with the reason, also while it waits", async () => {
  const { story, at, time } = await anApp();
  const { octokit, owner, repo } = await at();
  const abort = new AbortController();
  story.github.fail({ path: /\/issues\/1$/, status: 500, times: 100 });
  const wait = time.wait.bind(time);
  time.wait = async (seconds) => {
    abort.abort(new Error("the run was cancelled"));
    await wait(seconds);
  };
  const request = octokit.rest.issues.get({ owner, repo, issue_number: 1, request: { signal: abort.signal } });
  await expect(request).rejects.toThrow("the run was cancelled");
});

test("a token for git reads one repository and nothing else", async () => {
  const { story, token } = await anApp();
  const given = await token();
  const minted = story.github.requests.findLast(({ path }) => path.endsWith("/access_tokens"));
  expect(minted?.body).toEqual({ repository_ids: [story.github.repository("acme/calc").id], permissions: { contents: "read" } });
  expect(await token()).not.toBe(given);
});
