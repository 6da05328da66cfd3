import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { webUrl } from "../../../src/adapters/github/app-manifest.ts";
import type { RepositoryAt } from "../../../src/adapters/github/check-runs.ts";
import { connectGitHub, type GitHub } from "../../../src/adapters/github/client.ts";
import { GitHubForge } from "../../../src/adapters/github/forge.ts";
import type { Handover } from "../../../src/domain/handover.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { aStory, type Story } from "../../local-github/a-github.ts";
import { FakeTime } from "./fake-time.ts";

/**
 * The story's App, connected to the story's GitHub over HTTP; waiting takes no time. Every request of every test is one that
 * GitHub describes, or the test fails.
 */
export interface AnApp {
  story: Story;
  time: FakeTime;
  app: GitHub;
  /** As after a restart: no token is kept. */
  reconnect: () => void;
  at: () => Promise<RepositoryAt>;
  /** A token that reads the story's repository. */
  token: () => Promise<string>;
  git_url: string;
  /** What could not be told, in words. */
  problems: string[];
  onProblem: (what: string, error: unknown) => void;
}

export async function anApp(options: Parameters<typeof aStory>[0] = {}): Promise<AnApp> {
  const story = await aStory(options);
  onTestFinished(() => expect(story.github.contractViolations).toEqual([]));
  const time = new FakeTime();
  const { app_id, private_key } = story.app;
  const connect = () => connectGitHub({ app_id, private_key, base_url: story.github.api_url }, time);
  let app = connect();
  const problems: string[] = [];
  return {
    story,
    time,
    app,
    reconnect: () => {
      app = connect();
    },
    at: async () => ({ octokit: app.installation(story.installation.id), app: await app.identity(), ...story.repo }),
    token: () => app.readToken(story.installation.id, story.github.repository("acme/calc").id),
    git_url: `${webUrl(story.github.api_url)}/acme/calc.git`,
    problems,
    onProblem: (what, error) => problems.push(`${what}: ${error instanceof Error ? error.message : error}`),
  };
}

/** What was asked about the story's pull request. */
export function asked({ installation, github, head_sha }: Story, overrides: Partial<Handover> = {}): Handover {
  return aHandover({
    repository: "acme/calc",
    pull_request: 1,
    head_sha,
    delivery: "commit",
    requested_by: "bob",
    github: {
      installation_id: installation.id,
      repository_id: github.repository("acme/calc").id,
      fork: false,
      trigger: "comment",
      comment_id: null,
    },
    ...overrides,
  });
}

/** The forge on the story's repository, with a mirror folder that goes with the test. */
export async function aForge(app: AnApp): Promise<GitHubForge> {
  return aForgeIn(await aFolder(), app);
}
export async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-mirrors-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
export function aForgeIn(folder: string, app: AnApp): GitHubForge {
  const { story, time, at, token } = app;
  const repository_id = story.github.repository("acme/calc").id;
  return new GitHubForge({ folder, repository_id, url: app.git_url, at, token, waiting: time });
}

/** Every request was one GitHub describes, and of something that is there. */
export function expectContractKept({ github }: Story): void {
  expect(github.contractViolations).toEqual([]);
  expect(github.unknownRequests).toEqual([]);
}

/** The ways a write can fail. `after`: it was done, only the answer is lost. */
export const faults = [
  [
    "a secondary limit",
    { status: 403, headers: { "retry-after": "7" }, body: { message: "You have exceeded a secondary rate limit" } },
  ],
  ["429", { status: 429, headers: { "retry-after": "3" }, body: { message: "Too many requests" } }],
  ["429 without a word", { status: 429, body: { message: "Too many requests" } }],
  ["500", { status: 500, body: { message: "Server Error" } }],
  ["502", { status: 502, body: "<html>Bad Gateway</html>" }],
  ["a 502 after the work was done", { status: 502, body: "<html>Bad Gateway</html>", after: true }],
  ["a connection that is cut", { status: "drop" as const }],
  ["a connection that is cut after the work was done", { status: "drop" as const, after: true }],
] as const;
