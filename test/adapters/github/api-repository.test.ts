import { describe, expect, test } from "vitest";
import { ApiRepository } from "../../../src/adapters/github/api-repository.ts";
import { GitHubProblem } from "../../../src/adapters/github/problem.ts";
import { redeliverFailed } from "../../../src/adapters/github/redeliver.ts";
import { asApp } from "../../local-github/a-github.ts";
import { anApp, expectContractKept } from "./an-app.ts";

const REPO = "acme/calc";

async function aRepository() {
  const { story, app } = await anApp();
  const repository = new ApiRepository(app.installation(story.installation.id), REPO);
  return { story, github: story.github, repository };
}

test("the permission is the role's own name, none for a stranger, and not known when GitHub does not say", async () => {
  const { story, github, repository } = await aRepository();
  for (const login of ["tom", "mia"]) github.createUser(login);
  github.addCollaborator(REPO, "tom", "triage");
  github.addCollaborator(REPO, "mia", "maintain");
  const roles = await Promise.all(
    ["alice", "mia", "bob", "tom", "rita", "mallory", "nobody"].map((login) => repository.permission(login)),
  );
  expect(roles.map((one) => (one.status === "known" ? one.role : one.reason))).toEqual([
    "admin",
    "maintain",
    "write",
    "triage",
    "read",
    "none",
    "none",
  ]);
  expectContractKept(story);
  github.fail({ method: "GET", path: /collaborators/, status: 500, times: 10 });
  expect(await repository.permission("alice")).toEqual({ status: "not-known", reason: "unavailable" });
});

test("a pull request says where its head is; a number that is none is null", async () => {
  const { story, github, repository } = await aRepository();
  const { id } = github.repository(REPO);
  const pull = {
    number: 1,
    title: "Subtract",
    open: true,
    base_ref: "main",
    head_ref: "feature",
    head_sha: story.head_sha,
    head_repository_id: id,
  };
  expect(await repository.pullRequest(1)).toMatchObject({ ...pull, author: { login: "alice", bot: false } });
  expect(await repository.openPullRequestsOf("feature")).toMatchObject([pull]);
  expect(await repository.openPullRequestsOf("nothing")).toEqual([]);
  expect(await repository.pullRequest(99)).toBeNull();
  expect(Date.parse(await repository.committedAt(story.head_sha))).toBeGreaterThan(0);
  expectContractKept(story);
});

test("a file is read at a branch or commit; a folder and what is not there are null", async () => {
  const { story, repository } = await aRepository();
  expect(await repository.readFile("README.md", "main")).toBe("# calc\n");
  expect(await repository.readFile("docs/sub.md", story.head_sha)).toBe("Subtracts.\n");
  for (const path of ["docs", "docs/none.md"]) expect(await repository.readFile(path, story.head_sha)).toBeNull();
  expect(await repository.readFile("docs/sub.md", "main")).toBeNull();
});

describe("issues", () => {
  test("are read with the ones a pull request closes, of this repository only", async () => {
    const { story, github, repository } = await aRepository();
    const issue = await github.openIssue(REPO, "bob", { title: "Subtract", body: "## Acceptance criteria\n- one" });
    await github.createRepository("acme", "other");
    await github.openIssue("acme/other", "alice", { title: "Elsewhere", body: "x" });
    await github.editPullRequest({
      repository: REPO,
      number: 1,
      user: "alice",
      body: `Closes #${issue.number} and fixes acme/other#1`,
    });
    const expected = { number: issue.number, title: "Subtract", body: "## Acceptance criteria\n- one" };
    expect(await repository.issue(issue.number)).toEqual(expected);
    expect(await repository.issuesClosedBy(1)).toMatchObject([expected]);
    expect(await repository.issue(99)).toBeNull();
    expectContractKept(story);
  });

  test("that can not be read are a problem, not an empty answer", async () => {
    const { github, repository } = await aRepository();
    github.fail({ method: "POST", path: /graphql/, status: 200, times: 1, body: { data: null, errors: [{ message: "no" }] } });
    await expect(repository.issuesClosedBy(1)).rejects.toThrow(GitHubProblem);
  });
});

test("only what nobody answered is asked for again, and not for ever", async () => {
  const { story, github } = await aRepository();
  const client = asApp(story);
  const now = () => new Date();
  expect(await redeliverFailed(client, { now })).toBe(0);
  github.setWebhook("tfactory", "http://127.0.0.1:9/nobody", "a secret of more than twenty letters");
  github.addComment({ repository: REPO, number: 1, user: "bob", body: "Hello" });
  await github.delivered();
  const lost = () => github.deliveries({ event: "issue_comment" });
  for (const attempts of [2, 3, 4]) {
    expect(await redeliverFailed(client, { now })).toBe(1);
    await github.delivered();
    expect(lost()).toHaveLength(attempts);
  }
  expect(await redeliverFailed(client, { now })).toBe(0);
  expect(await redeliverFailed(client, { now: () => new Date(Date.now() + 80 * 3_600_000) })).toBe(0);
});
