import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProbotOctokit } from "probot";
import { afterAll, expect, onTestFinished } from "vitest";
import { type LocalGitHub, type LocalGitHubOptions, startLocalGitHub } from "../../src/local-github/start.ts";
import type { Permissions } from "../../src/local-github/store/types.ts";

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The client Apps use, without the waiting and repeating that would hide how the first answer was. */
const ProbotClient = ProbotOctokit.defaults((options: object) => {
  return { ...options, throttle: { enabled: false }, retry: { enabled: false }, log: SILENT };
}) as typeof ProbotOctokit;
export type Client = InstanceType<typeof ProbotOctokit>;

/** What the App asks for in `app.yml`. */
export const PERMISSIONS: Permissions = { contents: "write", pull_requests: "write", issues: "write", checks: "write" };
const EVENTS = ["issue_comment", "pull_request", "repository_dispatch", "check_run", "check_suite", "push"];

/** A local GitHub that ends with the test. */
export async function aGitHub(options: Partial<LocalGitHubOptions> = {}): Promise<LocalGitHub> {
  const folder = await mkdtemp(join(tmpdir(), "local-github-"));
  const github = await startLocalGitHub({ folder, ...options });
  onTestFinished(async () => {
    await github.close();
    await rm(folder, { recursive: true, force: true });
  });
  return github;
}

/** What takes longest to make, made once for all stories of a test file: the repository's commits and a key. */
let stage: ReturnType<typeof setTheStage> | null = null;
afterAll(async () => {
  if (stage !== null) await rm((await stage).folder, { recursive: true, force: true });
});

async function setTheStage() {
  const folder = await mkdtemp(join(tmpdir(), "local-github-stage-"));
  const github = await startLocalGitHub({ folder });
  github.createUser("alice");
  await github.createRepository("alice", "calc");
  const write = { repository: "alice/calc", user: "alice" };
  const base_sha = await github.commit({
    ...write,
    branch: "main",
    message: "Start",
    files: { "calc.py": "def add(a, b):\n    return a + b\n", "README.md": "# calc\n" },
  });
  const head_sha = await github.commit({
    ...write,
    branch: "feature",
    start: "main",
    message: "Subtract",
    files: {
      "calc.py": "def add(a, b):\n    return a + b\n\n\ndef sub(a, b):\n    return a - b\n",
      "docs/sub.md": "Subtracts.\n",
    },
  });
  const app = { slug: "x", owner: "alice", permissions: {}, events: [], webhook_url: null, webhook_secret: null };
  const { private_key } = await github.createApp(app);
  const from = github.gitFolder("alice/calc");
  await github.close();
  return { folder, from, base_sha, head_sha, private_key };
}

/**
 * `acme/calc` (private) with `calc.py` on `main`, a branch `feature` that changes it and pull request 1 from it; alice
 * owns acme's code (admin), bob writes, rita reads, mallory is nobody; the App `tfactory` is installed on it.
 */
export async function aStory(
  options: { webhook_url?: string; permissions?: Permissions; github?: Partial<LocalGitHubOptions> } = {},
) {
  stage ??= setTheStage();
  const { from, base_sha, head_sha, private_key } = await stage;
  const github = await aGitHub(options.github);
  for (const login of ["alice", "bob", "rita", "mallory"]) github.createUser(login);
  github.createOrganization("acme");
  await github.createRepository("acme", "calc", { from, default_branch: "main" });
  github.addCollaborator("acme/calc", "alice", "admin");
  github.addCollaborator("acme/calc", "bob", "write");
  github.addCollaborator("acme/calc", "rita", "read");
  const app = await github.createApp({
    slug: "tfactory",
    owner: "acme",
    permissions: options.permissions ?? PERMISSIONS,
    events: EVENTS,
    webhook_url: options.webhook_url ?? null,
    webhook_secret: "a secret of more than twenty letters",
    private_key,
  });
  const installation = github.install("tfactory", ["acme/calc"]);
  const pull = await github.openPullRequest({ repository: "acme/calc", user: "alice", title: "Subtract", head: "feature" });
  return { github, app, installation, base_sha, head_sha, pull, repo: { owner: "acme", repo: "calc" } };
}
export type Story = Awaited<ReturnType<typeof aStory>>;

/** A client that speaks as the App's installation, minting its token as every App does. */
export function asInstallation({ github, app, installation }: Story): Client {
  const auth = { appId: app.app_id, privateKey: app.private_key, installationId: installation.id };
  return new ProbotClient({ auth, baseUrl: github.api_url });
}

/** A client that speaks as the App itself. */
export function asApp({ github, app }: Story): Client {
  return new ProbotClient({ auth: { appId: app.app_id, privateKey: app.private_key }, baseUrl: github.api_url });
}

export function withToken(github: LocalGitHub, token: string | undefined): Client {
  return new ProbotClient({ auth: token === undefined ? {} : { token }, baseUrl: github.api_url });
}

/** A story whose answers are checked: see `expectContract`. */
export function aCheckedStory(): Promise<Story> {
  return aStory({ github: { check_answers: true } });
}

/** Every request of a checked story and every answer to it is what GitHub's description says. */
export function expectContract({ github }: Story): void {
  expect(github.contractViolations).toEqual([]);
  expect(github.unknownRequests).toEqual([]);
  expect(github.requests.filter(({ response_violations }) => response_violations !== null)).not.toEqual([]);
  const found = github.requests.flatMap(({ operation, response_violations }) =>
    (response_violations ?? []).map(({ where, message }) => `${operation} ${where}: ${message}`),
  );
  expect(found.filter((line) => !WAIVED.some((one) => one.test(line)))).toEqual([]);
}

/** Where the description itself is wrong, and so no answer can hold to it. */
const WAIVED = [/^apps\/list-installations body\.\d+\.account:/]; // an account would have to be a person and an enterprise at once

/** How a request ended: its status and message. */
export async function outcome(request: Promise<unknown>): Promise<{ status: number; message: string }> {
  try {
    const { status } = (await request) as { status: number };
    return { status, message: "" };
  } catch (error) {
    const { status, response, message } = error as {
      status: number;
      message: string;
      response?: { data?: { message?: string } };
    };
    return { status, message: response?.data?.message ?? message };
  }
}
