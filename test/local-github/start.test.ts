import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createRepository } from "../../src/adapters/git/create-repository.ts";
import { UserError } from "../../src/errors.ts";
import { startLocalGitHub } from "../../src/local-github/start.ts";
import type { Change } from "../../src/local-github/world.ts";
import { aGitHub, aStory, outcome, withToken } from "./a-github.ts";

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "local-github-from-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("a repository is copied from a folder, with its branches and the one that is checked out", async () => {
  const folder = await aFolder();
  const files = join(import.meta.dirname, "../../fixtures/github-api");
  await cp(files, join(folder, "v1"), { recursive: true });
  const from = join(folder, "calc");
  const commits = ["trunk", "feature"].map((branch) => ({ branch, folder: join(folder, "v1"), message: branch }));
  await createRepository(from, commits);
  const github = await aGitHub();
  github.createUser("alice");
  const made = await github.createRepository("alice", "calc", { from });
  expect(made).toMatchObject({ default_branch: "feature", private: true });
  const { rest } = withToken(github, github.userToken("alice"));
  const repo = { owner: "alice", repo: "calc" };
  expect((await rest.repos.listBranches(repo)).data.map(({ name }) => name)).toEqual(["feature", "trunk"]);
  expect((await outcome(rest.repos.getContent({ ...repo, path: "README.md" }))).status).toBe(200);
});

test("a port that is taken is said in a sentence", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;
  const start = startLocalGitHub({ folder: await aFolder(), port });
  await expect(start).rejects.toThrow(new UserError(`Port ${port} is in use on this machine: name another one.`));
});

test("whoever shows pages hears of every change until they leave", async () => {
  const { github } = await aStory();
  const heard: Change[] = [];
  const leave = github.onChange((change) => heard.push(change));
  github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "x" });
  expect(heard).toEqual([{ kind: "comment", repository_id: github.repository("acme/calc").id, number: 1 }]);
  leave();
  github.addComment({ repository: "acme/calc", number: 1, user: "bob", body: "y" });
  expect(heard).toHaveLength(1);
});

test("names that are taken or unknown are said in a sentence", async () => {
  const { github } = await aStory();
  expect(() => github.createUser("ALICE")).toThrow("The login ALICE is taken.");
  await expect(github.createRepository("acme", "Calc")).rejects.toThrow("acme/Calc is there already.");
  await expect(github.createRepository("nobody", "x")).rejects.toThrow("There is no account nobody.");
  expect(() => github.addCollaborator("acme/none", "bob", "read")).toThrow("There is no repository acme/none.");
  const again = github.openPullRequest({ repository: "acme/calc", user: "bob", title: "x", head: "feature" });
  await expect(again).rejects.toThrow("A pull request already exists for acme:feature.");
  const empty = github.openPullRequest({ repository: "acme/calc", user: "bob", title: "x", head: "main" });
  await expect(empty).rejects.toThrow("No commits between main and main");
});
