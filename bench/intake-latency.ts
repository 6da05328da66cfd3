import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAppManifest } from "../src/adapters/github/app-manifest.ts";
import { readServerConfig } from "../src/config.ts";
import { type LocalGitHub, startLocalGitHub } from "../src/local-github/start.ts";
import { startServer } from "../src/main.ts";
import type { Sandbox } from "../src/ports.ts";
import { median, percentile, timeEach } from "./measure.ts";
import type { Row } from "./sandbox-cost.ts";

const DELIVERIES = 100;
const REPOSITORY = "acme/calc";
const PERSON = "maria";

/** Runs wait in it for ever: what is measured is over when they are queued. */
const never: Sandbox = { prepare: (_framework, _tree, signal) => aborted(signal), ask: ({ signal }) => aborted(signal) };

/**
 * How long it takes from a comment to the queued check run that its author sees, with the webhook, the permission, the head and
 * the configuration in between, against one request to the same GitHub.
 */
export async function intakeLatency(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "tfactory-bench-"));
  const github = await startLocalGitHub({ folder: join(folder, "github") });
  const { server, pulls } = await setUp(github, join(folder, "data"));
  try {
    const authorization = `Bearer ${github.userToken(PERSON)}`;
    const [ours, bare]: [number[], number[]] = [[], []];
    for (const { number, head_sha } of pulls) {
      const shown = checkRunOf(github, head_sha);
      const comment = async () => {
        github.addComment({ repository: REPOSITORY, number, user: PERSON, body: "/tfactory test" });
        await shown;
      };
      const request = async () => {
        const url = `${github.api_url}/repos/${REPOSITORY}/pulls/${number}`;
        await (await fetch(url, { headers: { authorization } })).json();
      };
      ours.push(...(await timeEach(1, comment)));
      await github.delivered();
      bare.push(...(await timeEach(1, request)));
    }
    const compared = median(bare);
    const row = (what: string, seconds: number): Row => ({ what, ours: seconds, compared, ratio: seconds / compared });
    return [
      row("a comment to its queued check run, the median of 100 : one request to the same GitHub", median(ours)),
      row("a comment to its queued check run, the 95th of 100 : one request to the same GitHub", percentile(95, ours)),
    ];
  } finally {
    await server.stop();
    await github.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function setUp(github: LocalGitHub, data: string) {
  github.createUser(PERSON);
  github.createOrganization("acme");
  await github.createRepository("acme", "calc");
  github.addCollaborator(REPOSITORY, PERSON, "admin");
  const write = { repository: REPOSITORY, user: PERSON, message: "Change" };
  await github.commit({ ...write, branch: "main", files: { "calc.py": "LIMIT = 0\n" } });
  const { default_permissions: permissions, default_events: events } = await readAppManifest();
  const secret = randomBytes(32).toString("hex");
  const wanted = { slug: "tfactory", owner: "acme", permissions, events, webhook_url: null, webhook_secret: secret };
  const { app_id, private_key } = await github.createApp(wanted);
  github.install("tfactory", [REPOSITORY]);
  const pulls: { number: number; head_sha: string }[] = [];
  for (let index = 1; index <= DELIVERIES; index++) {
    const branch = `feature-${index}`;
    const files = { "calc.py": `LIMIT = ${index}\n` };
    const head_sha = await github.commit({ ...write, branch, start: "main", files });
    const { number } = await github.openPullRequest({ repository: REPOSITORY, user: PERSON, title: branch, head: branch });
    pulls.push({ number, head_sha });
  }
  const config = readServerConfig({
    APP_ID: String(app_id),
    PRIVATE_KEY: private_key,
    WEBHOOK_SECRET: secret,
    GITHUB_API_URL: github.api_url,
    TFACTORY_DATA: data,
    PORT: "0",
    LOG_LEVEL: "error",
  });
  const server = await startServer(config, { sandbox: never });
  github.setWebhook("tfactory", server.webhook_url, secret);
  return { server, pulls };
}

function checkRunOf(github: LocalGitHub, head_sha: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = github.onChange(() => {
      if (github.checkRuns(REPOSITORY, head_sha).length === 0) return;
      stop();
      resolve();
    });
  });
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}
