import { expect, test } from "vitest";
import { aStory, asInstallation, outcome, withToken } from "./a-github.ts";

/** mallory's fork of the public `acme/calc`, with a pull request from its own `main`. */
async function aForkedStory() {
  const story = await aStory();
  const { github } = story;
  github.repository("acme/calc").private = false;
  const fork = await github.fork("acme/calc", "mallory");
  const files = { "evil.py": "print('hi')\n" };
  const sha = await github.commit({ repository: "mallory/calc", branch: "main", user: "mallory", message: "Mine", files });
  const pull = await github.openPullRequest({
    repository: "acme/calc",
    user: "mallory",
    title: "From a fork",
    head: "mallory:main",
  });
  return { ...story, fork, sha, pull };
}

test("a fork's pull request is told from the base by repository id, though its branch is called main", async () => {
  const story = await aForkedStory();
  const { data } = await asInstallation(story).rest.pulls.get({ ...story.repo, pull_number: story.pull.number });
  expect(data.head).toMatchObject({
    ref: "main",
    label: "mallory:main",
    sha: story.sha,
    repo: { id: story.fork.id, fork: true },
  });
  expect(data.base.repo.id).not.toBe(data.head.repo?.id);
  expect(data).toMatchObject({ changed_files: 1, commits: 1, author_association: "NONE" });
  expect(await story.github.resolve("acme/calc", "main")).toBe(story.base_sha);
});

test("its commits are read through the base, and follow the fork's pushes", async () => {
  const story = await aForkedStory();
  const { github, repo, sha, pull } = story;
  const octokit = asInstallation(story);
  expect((await octokit.rest.repos.getContent({ ...repo, path: "evil.py", ref: sha })).status).toBe(200);
  const files = { "more.py": "x\n" };
  const next = await github.commit({ repository: "mallory/calc", branch: "main", user: "mallory", message: "More", files });
  expect((await octokit.rest.pulls.get({ ...repo, pull_number: pull.number })).data.head.sha).toBe(next);
  expect((await octokit.rest.repos.getCommit({ ...repo, ref: next })).data.parents[0]?.sha).toBe(sha);
  expect((await octokit.rest.git.getRef({ ...repo, ref: `pull/${pull.number}/head` })).data.object.sha).toBe(next);
});

test("a check run on a fork's commit knows no pull request and no branch", async () => {
  const story = await aForkedStory();
  const octokit = asInstallation(story);
  const { data } = await octokit.rest.checks.create({ ...story.repo, name: "TFactory", head_sha: story.sha });
  expect(data.pull_requests).toEqual([]);
  const suite = await octokit.rest.checks.getSuite({ ...story.repo, check_suite_id: data.check_suite?.id ?? 0 });
  expect(suite.data.head_branch).toBeNull();
});

test("the App writes to the base and not to the fork", async () => {
  const story = await aForkedStory();
  const octokit = asInstallation(story);
  const fork = { owner: "mallory", repo: "calc" };
  const refused = { status: 403, message: "Resource not accessible by integration" };
  expect(await outcome(octokit.rest.git.createBlob({ ...fork, content: "x" }))).toEqual(refused);
  expect(await outcome(octokit.rest.git.updateRef({ ...fork, ref: "heads/main", sha: story.sha }))).toEqual(refused);
  expect(
    (await outcome(octokit.rest.issues.createComment({ ...story.repo, issue_number: story.pull.number, body: "x" }))).status,
  ).toBe(201);
});

test("a deleted fork leaves its pull request without a head repository", async () => {
  const story = await aForkedStory();
  const { github, repo, pull, sha } = story;
  await github.deleteRepository("mallory/calc");
  const { data } = await asInstallation(story).rest.pulls.get({ ...repo, pull_number: pull.number });
  expect(data.head).toMatchObject({ repo: null, sha, ref: "main" });
  expect((await asInstallation(story).rest.pulls.listFiles({ ...repo, pull_number: pull.number })).data).toHaveLength(1);
});

test("only who may write to the head opens a pull request from it", async () => {
  const { github, repo } = await aForkedStory();
  const body = { ...repo, title: "x", head: "mallory:feature", base: "main" };
  await github.commit({ repository: "mallory/calc", branch: "feature", user: "mallory", message: "x", files: { y: "y" } });
  expect((await outcome(withToken(github, github.userToken("rita")).rest.pulls.create(body))).status).toBe(404);
  const mallory = withToken(github, github.userToken("mallory")).rest;
  expect((await outcome(mallory.pulls.create(body))).status).toBe(201);
  expect(await outcome(mallory.pulls.create(body))).toEqual({ status: 422, message: "Validation Failed" });
  expect((await outcome(mallory.pulls.create({ ...body, head: "mallory:no-such" }))).status).toBe(422);
});

test("a private repository's fork is as private", async () => {
  const story = await aStory();
  const { github } = story;
  await github.fork("acme/calc", "bob");
  const fork = { owner: "bob", repo: "calc" };
  expect((await outcome(withToken(github, github.userToken("bob")).rest.repos.get(fork))).status).toBe(200);
  expect((await outcome(asInstallation(story).rest.repos.get(fork))).status).toBe(404);
  expect((await outcome(withToken(github, github.userToken("mallory")).rest.repos.get(fork))).status).toBe(404);
});
