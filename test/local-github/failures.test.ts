import { describe, expect, test } from "vitest";
import { aStory, asInstallation, outcome } from "./a-github.ts";

const COMMENTS = /\/issues\/1\/comments$/;

describe("a failure that was planned", () => {
  test("hits the route and method it is for, as often as was said", async () => {
    const story = await aStory();
    const { github, repo } = story;
    const { issues } = asInstallation(story).rest;
    github.fail({ method: "POST", path: COMMENTS, status: 502, times: 2 });
    const write = () => outcome(issues.createComment({ ...repo, issue_number: 1, body: "x" }));
    expect((await outcome(issues.listComments({ ...repo, issue_number: 1 }))).status).toBe(200);
    expect([(await write()).status, (await write()).status, (await write()).status]).toEqual([502, 502, 201]);
    expect(github.comments({ repository: "acme/calc", number: 1 })).toHaveLength(1);
  });

  test("can come after the work was done", async () => {
    const story = await aStory();
    const { github, repo } = story;
    const { issues } = asInstallation(story).rest;
    github.fail({ method: "POST", path: COMMENTS, status: 500, after: true });
    expect((await outcome(issues.createComment({ ...repo, issue_number: 1, body: "x" }))).status).toBe(500);
    expect(github.comments({ repository: "acme/calc", number: 1 })).toHaveLength(1);
  });

  test("can be a connection that breaks, before the work or after it", async () => {
    const story = await aStory();
    const { github, repo } = story;
    const { issues } = asInstallation(story).rest;
    for (const after of [false, true]) {
      github.fail({ method: "POST", path: COMMENTS, status: "drop", after });
      const broken = await outcome(issues.createComment({ ...repo, issue_number: 1, body: `${after}` }));
      expect(broken.status).toBe(500); // what the client makes of it
    }
    expect(github.comments({ repository: "acme/calc", number: 1 }).map(({ body }) => body)).toEqual(["true"]);
    expect(github.requests.filter(({ status }) => status === 0)).toHaveLength(2);
  });

  test("can be a secondary limit, with GitHub's words and when to come back", async () => {
    const story = await aStory();
    story.github.limitSecondary({ method: "POST", path: COMMENTS }, 7);
    const { issues } = asInstallation(story).rest;
    const refused = issues.createComment({ ...story.repo, issue_number: 1, body: "x" });
    await expect(refused).rejects.toMatchObject({ status: 403, response: { headers: { "retry-after": "7" } } });
    story.github.limitSecondary({ path: COMMENTS }, 3, 429);
    expect(await outcome(issues.createComment({ ...story.repo, issue_number: 1, body: "x" }))).toEqual({
      status: 429,
      message: expect.stringContaining("secondary rate limit"),
    });
  });

  test("is forgotten when told to", async () => {
    const story = await aStory();
    story.github.fail({ path: /./, status: 503, times: 99 });
    story.github.clearFailures();
    expect((await outcome(asInstallation(story).rest.repos.get(story.repo))).status).toBe(200);
  });
});

test("the hour's requests run out", async () => {
  const story = await aStory({ github: { rate_limit: 3 } });
  const { repos } = asInstallation(story).rest;
  const seen = [];
  for (let at = 0; at < 4; at++) seen.push(await outcome(repos.get(story.repo)));
  expect(seen.map(({ status }) => status)).toEqual([200, 200, 200, 403]);
  expect(seen.at(-1)?.message).toMatch(/^API rate limit exceeded/);
});
