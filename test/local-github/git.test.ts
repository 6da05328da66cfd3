import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { aStory, asApp, asInstallation } from "./a-github.ts";

const run = promisify(execFile);

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "local-github-clone-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** git as a person's machine runs it, with a token in its configuration and nothing to ask a person with. */
async function git(cwd: string, token: string | null, ...args: string[]): Promise<string> {
  const basic = Buffer.from(`x-access-token:${token}`).toString("base64");
  const header = token === null ? [] : ["-c", `http.extraHeader=Authorization: Basic ${basic}`];
  const who = ["-c", "user.name=Bob", "-c", "user.email=bob@example.com"];
  const env = { ...process.env, GIT_TERMINAL_PROMPT: "0", GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  return (await run("git", [...header, ...who, ...args], { cwd, env })).stdout.trim();
}

test("a private repository is cloned with an installation token and by nobody else", async () => {
  const story = await aStory();
  const { github, head_sha } = story;
  const folder = await aFolder();
  const url = `${github.git_url}/acme/calc.git`;
  const { token } = (await asInstallation(story).auth({ type: "installation" })) as { token: string };
  await git(folder, token, "clone", "--quiet", "--branch", "feature", url, "calc");
  expect(await git(join(folder, "calc"), null, "rev-parse", "HEAD")).toBe(head_sha);
  expect(await readFile(join(folder, "calc/calc.py"), "utf8")).toContain("def sub");
  await expect(git(folder, null, "clone", url, "nobody")).rejects.toThrow(/could not read Username|Authentication failed/);
  await expect(git(folder, "ghs_made.up.token", "clone", url, "made-up")).rejects.toThrow(/Authentication failed|could not read/);
  await expect(git(folder, github.userToken("mallory"), "clone", url, "mallory")).rejects.toThrow(/not found/);
});

test("any commit and the head of a pull request are fetched by name", async () => {
  const { github, base_sha, head_sha } = await aStory();
  const folder = await aFolder();
  const token = github.userToken("rita");
  const url = `${github.git_url}/acme/calc`;
  await git(folder, token, "init", "--quiet", "--bare");
  await git(folder, token, "fetch", "--quiet", "--depth=1", url, base_sha);
  await git(folder, token, "fetch", "--quiet", url, "refs/pull/1/head:refs/heads/pr");
  expect(await git(folder, null, "rev-parse", "refs/heads/pr")).toBe(head_sha);
});

test("a push by who may moves the pull request, by who may not is refused", async () => {
  const { github } = await aStory();
  const folder = await aFolder();
  const url = `${github.git_url}/acme/calc`;
  await git(folder, github.userToken("bob"), "clone", "--quiet", "--branch", "feature", url, "calc");
  const clone = join(folder, "calc");
  await writeFile(join(clone, "more.py"), "MORE = 1\n");
  await git(clone, null, "add", "more.py");
  await git(clone, null, "commit", "--quiet", "-m", "More");
  await expect(git(clone, github.userToken("rita"), "push", "--quiet", "origin", "feature")).rejects.toThrow();
  await expect(git(clone, github.userToken("bob"), "push", "--quiet", "origin", "feature:refs/pull/1/head")).rejects.toThrow(
    /hidden/,
  );
  await git(clone, github.userToken("bob"), "push", "--quiet", "origin", "feature");
  const sha = await git(clone, null, "rev-parse", "HEAD");
  expect(github.pull({ repository: "acme/calc", number: 1 }).pull.head_sha).toBe(sha);
  expect(await git(clone, github.userToken("bob"), "ls-remote", "origin", "refs/pull/1/head")).toContain(sha);
});

test("a push makes branches and tags, rewinds by force and stops at a protected branch", async () => {
  const { github, base_sha, head_sha } = await aStory();
  const folder = await aFolder();
  const bob = github.userToken("bob");
  await git(folder, bob, "clone", "--quiet", "--branch", "feature", `${github.git_url}/acme/calc.git`, "calc");
  const clone = join(folder, "calc");
  await git(clone, bob, "push", "--quiet", "origin", `${base_sha}:refs/heads/-x/ü`, `${base_sha}:refs/tags/v1`);
  expect(await github.resolve("acme/calc", "refs/heads/-x/ü")).toBe(base_sha);
  expect(await github.resolve("acme/calc", "v1")).toBe(base_sha);
  await expect(git(clone, bob, "push", "--quiet", "origin", `${base_sha}:feature`)).rejects.toThrow(/rejected/);
  await git(clone, bob, "push", "--quiet", "--force", "origin", `${base_sha}:feature`);
  expect(github.pull({ repository: "acme/calc", number: 1 }).pull.head_sha).toBe(base_sha);
  github.protectBranch("acme/calc", {
    kind: "ruleset",
    branch: "feature",
    message: "Changes must be made through a pull request.",
  });
  await expect(git(clone, bob, "push", "--quiet", "origin", `${head_sha}:feature`)).rejects.toThrow(/403/);
  expect(await github.resolve("acme/calc", "feature")).toBe(base_sha);
  github.unprotectBranch("acme/calc", "feature");
  await git(clone, bob, "push", "--quiet", "origin", "--delete", "feature");
  expect(github.pull({ repository: "acme/calc", number: 1 }).state).toBe("closed");
});

test("a token that may only read cannot push", async () => {
  const story = await aStory();
  const { github, base_sha } = story;
  const folder = await aFolder();
  const asked = { installation_id: story.installation.id, permissions: { contents: "read" as const } };
  const { token } = (await asApp(story).rest.apps.createInstallationAccessToken(asked)).data;
  await git(folder, token, "clone", "--quiet", `${github.git_url}/acme/calc.git`, "calc");
  const push = git(join(folder, "calc"), token, "push", "--quiet", "origin", `${base_sha}:refs/heads/new`);
  await expect(push).rejects.toThrow(/403/);
  expect(await github.resolve("acme/calc", "new")).toBeNull();
});
