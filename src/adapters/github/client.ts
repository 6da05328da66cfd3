import { ProbotOctokit } from "probot";
import { type Failure, GitHubProblem, kindOf } from "./problem.ts";
import { secondsOf, waitBeforeRetry } from "./retry-rules.ts";
import type { Waiting } from "./waiting.ts";

export type GitHubClient = InstanceType<typeof ProbotOctokit>;

/** Newer versions break what we read (github.blog changelog, 2026-03-12); GitHub Enterprise Server knows this one. */
const API_VERSION = "2022-11-28";

/**
 * The Octokit for everything we ask of GitHub, Probot included: retried by our own rules, every error a `GitHubProblem`
 * without secrets. Octokit's throttling and retrying are off: together they repeat what must not be repeated, ignore
 * `retry-after` and let all installations share one queue.
 */
export function octokitClass(waiting: Waiting): typeof ProbotOctokit {
  return ProbotOctokit.plugin((octokit: Pick<GitHubClient, "hook">) => {
    octokit.hook.wrap("request", async (request, options) => {
      options.headers["x-github-api-version"] = API_VERSION;
      const signal: AbortSignal | undefined = options.request.signal;
      for (let attempt = 1; ; attempt++) {
        signal?.throwIfAborted();
        try {
          return await request(options);
        } catch (error) {
          signal?.throwIfAborted();
          if (error instanceof GitHubProblem) throw error; // minting its token failed, and was tried again there
          const failure = failureOf(error, options);
          const now = waiting.now().getTime() / 1000;
          const seconds = options.request.once === true ? null : waitBeforeRetry(failure, attempt, now);
          if (seconds === null) throw problemOf(failure, now);
          await waiting.wait(seconds, signal);
        }
      }
    });
  }).defaults({ throttle: { enabled: false }, retry: { enabled: false } }) as typeof ProbotOctokit;
}

export interface AppCredentials {
  app_id: number;
  private_key: string;
  /** The root of the REST API: `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. */
  base_url: string;
}

/** GitHub as our App sees it. */
export interface GitHub {
  /** Who we are there: comments and check runs are ours when they carry this. Asked once. */
  identity(): Promise<AppIdentity>;
  /** The client of one installation; it renews its token by itself. */
  installation(installation_id: number): GitHubClient;
  /** A fresh token that reads one repository and nothing else, for git. It ends by itself after an hour. */
  readToken(installation_id: number, repository_id: number): Promise<string>;
}
export interface AppIdentity {
  id: number;
  slug: string;
}

export function connectGitHub({ app_id, private_key, base_url }: AppCredentials, waiting: Waiting): GitHub {
  const Client = octokitClass(waiting);
  const clients = new Map<number, GitHubClient>();
  const installation = (installation_id: number) => {
    const auth = { appId: app_id, privateKey: private_key, installationId: installation_id };
    const client = clients.get(installation_id) ?? new Client({ auth, baseUrl: base_url });
    clients.set(installation_id, client);
    return client;
  };
  let identity: Promise<AppIdentity> | undefined;
  const whoAreWe = async () => {
    const app = new Client({ auth: { appId: app_id, privateKey: private_key }, baseUrl: base_url });
    const { data } = await app.rest.apps.getAuthenticated();
    if (data === null) throw new GitHubProblem("not-found", 404, "GitHub does not know this App.");
    return { id: data.id, slug: data.slug ?? "" };
  };
  return {
    identity: () => {
      identity ??= whoAreWe().catch((error: unknown) => {
        identity = undefined;
        throw error;
      });
      return identity;
    },
    installation,
    readToken: async (installation_id, repository_id) => {
      const scope = { repositoryIds: [repository_id], permissions: { contents: "read" } };
      const answer: unknown = await installation(installation_id).auth({ type: "installation", ...scope, refresh: true });
      if (typeof answer !== "object" || answer === null || !("token" in answer) || typeof answer.token !== "string")
        throw new GitHubProblem("invalid", 0, "GitHub gave no token for this repository.");
      return answer.token;
    },
  };
}

/** What Octokit throws, as a plain value. Without a response there was no answer, whatever status Octokit made up. */
function failureOf(error: unknown, options: { method: string; url: string }): Failure {
  const thrown = (typeof error === "object" && error !== null ? error : {}) as {
    status?: number;
    message?: string;
    request?: { method?: string; url?: string };
    response?: { headers?: Record<string, string> };
  };
  return {
    method: thrown.request?.method ?? options.method,
    path: (thrown.request?.url ?? options.url).replace(/\?.*$/s, ""),
    status: thrown.response === undefined ? 0 : (thrown.status ?? 0),
    message: thrown.message ?? String(error),
    headers: thrown.response?.headers ?? {},
  };
}

function problemOf(failure: Failure, now: number): GitHubProblem {
  const { method, path, status, message } = failure;
  const answer = status === 0 ? "no answer" : `${status}`;
  return new GitHubProblem(kindOf(failure), status, `${method} ${path}: ${answer}, ${message}`, secondsOf(failure, now));
}
