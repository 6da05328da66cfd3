import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { realTime, type Waiting } from "../../src/adapters/github/waiting.ts";
import type { Surroundings } from "../../src/cli/serve/connect.ts";
import type { Instead } from "../../src/cli/serve/run-world.ts";
import { readServerConfig, type ServerRole } from "../../src/config.ts";
import { startLocalGitHub } from "../../src/local-github/start.ts";
import { type Serving, startServer, startWorker, type Working } from "../../src/main.ts";
import type { Overview } from "../../src/runs/overview.ts";
import { aServerDatabase } from "../fakes/a-server-database.ts";
import type { FakeSandbox } from "../fakes/fake-sandbox.ts";
import { PERMISSIONS } from "../local-github/a-github.ts";
import { after, anAuthor, aSandbox, before } from "./fake-run.ts";

export const REPO = "acme/durations";
export const PULL = { repository: REPO, number: 1 };
export const SECRET = "9f86d081884c7d659a2feaa0c55ad015";
/** Opens the operator's pages. */
export const TOKEN = "c2d1a7b8e9f04a6c8b3d5e7f90a1b2c3";
const EVENTS = ["issue_comment", "pull_request", "repository_dispatch", "check_run", "check_suite"];
/**
 * A GitHub on loopback with `acme/durations` and the App's server against it; `close` ends all of it. alice is an admin, bob
 * and wendy write, tom triages, rita reads, eve is nobody. With a `DATABASE_URL` each process opens that by itself.
 */
export async function openAppWorld({
  main,
  instead = {},
  env = {},
}: {
  /** The files of the branch `main`. */
  main: Record<string, string>;
  instead?: Instead & Surroundings;
  env?: Record<string, string>;
}) {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-app-"));
  const github = await startLocalGitHub({ folder: join(folder, "github") });
  for (const login of ["alice", "bob", "wendy", "tom", "rita", "eve"]) github.createUser(login);
  github.createOrganization("acme");
  await github.createRepository("acme", "durations");
  const roles = { alice: "admin", bob: "write", wendy: "write", tom: "triage", rita: "read", eve: "read" } as const;
  for (const [login, role] of Object.entries(roles)) github.addCollaborator(REPO, login, role);
  await github.commit({ repository: REPO, user: "alice", branch: "main", message: "Start", files: main });
  const made = await github.createApp({
    slug: "tfactory",
    owner: "acme",
    permissions: PERMISSIONS,
    events: EVENTS,
    webhook_url: null,
    webhook_secret: SECRET,
  });
  github.install("tfactory", [REPO]);
  const variables: Record<string, string> = {
    APP_ID: String(made.app_id),
    PRIVATE_KEY: made.private_key,
    WEBHOOK_SECRET: SECRET,
    GITHUB_API_URL: github.api_url,
    TFACTORY_DATA: join(folder, "data"),
    PORT: "0",
    LOG_LEVEL: "fatal",
    ...env,
  };
  const config = readServerConfig(variables);
  const servers = new Set<Working>();
  let shared: Promise<Surroundings> | undefined;
  /** A world whose servers are processes of their own needs no database here. */
  const surroundings = async () => {
    shared ??= config.database_url === null ? aServerDatabase().then((database) => ({ database })) : Promise.resolve({});
    return { ...(await shared), ...instead };
  };
  const joined = <One extends Working>(one: One): One => {
    servers.add(one);
    return one;
  };
  const serve = async (role: Exclude<ServerRole, "worker"> = "all"): Promise<Serving> => {
    const server = joined(await startServer(readServerConfig(variables, role), await surroundings()));
    github.setWebhook("tfactory", server.webhook_url, SECRET);
    return server;
  };
  const close = async () => {
    for (const server of servers) await server.stop();
    await github.close();
    await rm(folder, { recursive: true, force: true });
  };
  return {
    github,
    serve,
    work: async () => joined(await startWorker(readServerConfig(variables, "worker"), await surroundings())),
    stop: async (one: Working) => {
      servers.delete(one);
      await one.stop();
    },
    close,
    /** Until every delivery has its answer and no run is going on. */
    settled: async () => {
      for (let turn = 0; turn < 3; turn++) {
        await github.delivered();
        for (const one of servers) await one.idle();
      }
    },
    config,
    /** The environment of a server process for this world. */
    variables,
    app: made,
    /** A branch off `main` with one commit of bob's, and his pull request. */
    openPull: async (branch: string, files: Record<string, string>, body: string) => {
      const change = { repository: REPO, user: "bob", branch, start: "main", message: "Change", files };
      const head_sha = await github.commit(change);
      const { number } = await github.openPullRequest({ repository: REPO, user: "bob", title: "Durations", head: branch, body });
      return { branch, head_sha, pull: { repository: REPO, number } };
    },
    /** What git says about the bare repository. */
    git: (...args: string[]) => execFileSync("git", ["--git-dir", github.gitFolder(REPO), ...args], { encoding: "utf8" }).trim(),
    /** What our App said on a pull request, oldest first. */
    saidOn: (pull: typeof PULL) =>
      github
        .comments(pull)
        .filter((comment) => comment.app_id === made.app_id)
        .map((comment) => comment.body),
    checks: (sha?: string) => github.checkRuns(REPO, sha),
  };
}

/** The same with pull request 1 by bob, containers that only say what they are told to, and an end with the test. */
export async function anAppWorld({
  sandbox = aSandbox(),
  env = {},
  waiting = realTime,
}: {
  sandbox?: FakeSandbox;
  env?: Record<string, string>;
  waiting?: Waiting;
} = {}) {
  const world = await openAppWorld({ main: before, instead: { sandbox, author: anAuthor, waiting }, env });
  onTestFinished(world.close);
  const { head_sha } = await world.openPull("feature", after, "Closes nothing.");
  return {
    ...world,
    sandbox,
    server: await world.serve(),
    head_sha,
    say: (user: string, body: string) => world.github.addComment({ ...PULL, user, body }),
    head: () => world.github.resolve(REPO, "refs/heads/feature"),
    answers: () => world.saidOn(PULL),
  };
}

/** What an operator with the token is shown. */
export async function overviewOf(url: string): Promise<Overview> {
  const answer = await fetch(new URL("/status", url), { headers: { authorization: `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Overview;
}

/** Every request was one GitHub describes. */
export function expectContractKept({ github }: Pick<Awaited<ReturnType<typeof openAppWorld>>, "github">): void {
  expect(github.contractViolations).toEqual([]);
}
