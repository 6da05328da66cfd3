import { describe, expect, test } from "vitest";
import { TokenRemote } from "../../src/adapters/github/token-remote.ts";
import { UserError } from "../../src/errors.ts";
import type { Remote } from "../../src/mcp/remote.ts";
import { MemoryRemote } from "../fakes/memory-remote.ts";
import { aStory, asInstallation, type Story } from "../local-github/a-github.ts";

const REPOSITORY = "acme/calc";
const pullOf = ({ github, pull, head_sha }: Story) => ({
  number: pull.number,
  title: "Subtract",
  url: `${github.url}/${REPOSITORY}/pull/${pull.number}`,
  base_ref: "main",
  head_ref: "feature",
  head_sha,
});
const remotes: [string, (story: Story) => Remote][] = [
  ["with a token", ({ github }) => new TokenRemote(github.userToken("bob"), github.api_url)],
  ["in memory", (story) => new MemoryRemote([pullOf(story)])],
];

describe.each(remotes)("GitHub %s", (_name, connect) => {
  test("finds an open pull request by its branch and by its number", async () => {
    const story = await aStory();
    const remote = connect(story);
    const pull = pullOf(story);
    expect(await remote.pullRequest(REPOSITORY, { branch: "feature" })).toEqual(pull);
    expect(await remote.pullRequest(REPOSITORY, { number: pull.number })).toEqual(pull);
    expect(await remote.openPullRequests(REPOSITORY, 10)).toEqual([pull]);
    await expect(remote.pullRequest(REPOSITORY, { branch: "gone" })).rejects.toThrow(/open one first/);
  });

  test("has no check run and no report before the App was there", async () => {
    const story = await aStory();
    const remote = connect(story);
    expect(await remote.checkRuns(REPOSITORY, story.head_sha)).toEqual([]);
    expect(await remote.reportComment(REPOSITORY, story.pull.number, story.app.app_id)).toBeNull();
    const payload = { v: 1, pr: story.pull.number, request_id: "request-1", sha: story.head_sha } as const;
    await expect(remote.dispatch(REPOSITORY, payload)).resolves.toBeUndefined();
  });
});

describe("with a token", () => {
  test("the event reaches the App with everything that was put in", async () => {
    const { github, head_sha } = await aStory({ webhook_url: "http://127.0.0.1:1/" });
    const payload = { v: 1, pr: 1, request_id: "request-1", sha: head_sha, spec_text: "AC-1: ä", lanes: ["unit"] } as const;
    await new TokenRemote(github.userToken("bob"), github.api_url).dispatch(REPOSITORY, { ...payload, lanes: ["unit"] });
    await github.delivered();
    const [sent] = github.deliveries({ event: "repository_dispatch" });
    expect(sent?.request.payload).toMatchObject({ action: "tfactory-test", client_payload: payload, sender: { login: "bob" } });
    expect(github.contractViolations).toEqual([]);
  });

  test("check runs come with what they show, the newest first; only ours by name", async () => {
    const story = await aStory();
    const app = asInstallation(story);
    const run = { ...story.repo, head_sha: story.head_sha, name: "TFactory" };
    await app.rest.checks.create({ ...run, external_id: "one", status: "queued", output: { title: "Waiting", summary: "-" } });
    await app.rest.checks.create({
      ...run,
      external_id: "two",
      conclusion: "success",
      output: { title: "Done", summary: "-", text: "T" },
    });
    await app.rest.checks.create({ ...run, name: "Lint", external_id: "three" });
    const remote = new TokenRemote(story.github.userToken("bob"), story.github.api_url);
    const runs = await remote.checkRuns(REPOSITORY, story.head_sha);
    expect(runs).toMatchObject([
      { external_id: "two", status: "completed", conclusion: "success", text: "T", app_id: story.app.app_id },
      { external_id: "one", status: "queued", conclusion: null, title: "Waiting" },
    ]);
  });

  test("the report is the App's comment; one that only looks like it is not", async () => {
    const story = await aStory();
    const { github, app, pull } = story;
    const body = "<!-- tfactory:v1 run=1 -->\nreport";
    github.addComment({ repository: REPOSITORY, number: pull.number, user: "rita", body });
    const remote = new TokenRemote(github.userToken("bob"), github.api_url);
    expect(await remote.reportComment(REPOSITORY, pull.number, app.app_id)).toBeNull();
    await asInstallation(story).rest.issues.createComment({ ...story.repo, issue_number: pull.number, body });
    expect(await remote.reportComment(REPOSITORY, pull.number, app.app_id)).toMatchObject({ body });
  });

  test("projects are those one may write to", async () => {
    const { github } = await aStory();
    const projects = (login: string) => new TokenRemote(github.userToken(login), github.api_url).projects(10);
    expect(await projects("bob")).toMatchObject([{ project_id: REPOSITORY, private: true, default_branch: "main" }]);
    expect(await projects("rita")).toEqual([]);
  });

  test.each([
    ["a wrong token", () => "ghp_wrong", "does not accept the token"],
    ["a repository one may not see", (story: Story) => story.github.userToken("mallory"), "shows no acme/calc to this token"],
  ])("%s is a sentence", async (_what, token, sentence) => {
    const story = await aStory();
    const remote = new TokenRemote(token(story), story.github.api_url);
    const refused = remote.pullRequest(REPOSITORY, { branch: "feature" });
    await expect(refused).rejects.toThrow(UserError);
    await expect(refused).rejects.toThrow(sentence);
  });

  test("a reader may not dispatch, a rate limit and an outage say what they are", async () => {
    const story = await aStory();
    const { github, head_sha } = story;
    const payload = { v: 1, pr: 1, request_id: "request-1", sha: head_sha } as const;
    const reader = new TokenRemote(github.userToken("rita"), github.api_url);
    await expect(reader.dispatch(REPOSITORY, payload)).rejects.toThrow(UserError);
    const remote = new TokenRemote(github.userToken("bob"), github.api_url);
    github.limitSecondary({ path: /pulls/, times: 1 }, 60);
    await expect(remote.openPullRequests(REPOSITORY, 1)).rejects.toThrow("rate limit");
    github.fail({ path: /pulls/, status: 502, times: 1 });
    await expect(remote.openPullRequests(REPOSITORY, 1)).rejects.toThrow("GitHub failed (502)");
    const nowhere = new TokenRemote("ghp_x", "http://127.0.0.1:1");
    await expect(nowhere.projects(1)).rejects.toThrow("could not be reached");
  });
});
