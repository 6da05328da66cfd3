import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readAppManifest } from "../../adapters/github/app-manifest.ts";
import { readServerConfig } from "../../config.ts";
import { pagesOf } from "../../local-github/pages/pages.ts";
import { type LocalGitHub, startLocalGitHub } from "../../local-github/start.ts";
import { type Serving, startServer } from "../../main.ts";
import { sampleRepository } from "../sample-repository.ts";

const SAMPLE = "pytest-duration";
/** Acts in the demo: may write, and opens the pull request. */
export const PERSON = "maria";
export const REPOSITORY = "acme/durations";

export interface Stage {
  github: LocalGitHub;
  server: Serving;
  pull: { repository: string; number: number };
  url: string;
  /** The sample's git repository, which has the commits of the pull request. */
  sample: string;
}

/**
 * Sets up the whole product on this machine: a local GitHub with a repository and a pull request, the App installed on it,
 * its server. `folder` is made anew; `port` is the local GitHub's, 0 for any.
 */
export async function setTheStage(folder: string, port: number, env: NodeJS.ProcessEnv): Promise<Stage> {
  const [sample, data] = [join(folder, SAMPLE), join(folder, "server")];
  for (const name of ["github", "server"]) await rm(join(folder, name), { recursive: true, force: true });
  const spec = await sampleRepository(SAMPLE, sample);
  const github = await startLocalGitHub({ folder: join(folder, "github"), port });
  try {
    return { github, sample, ...(await invite(github, { sample, data, spec: spec.text }, env)) };
  } catch (error) {
    await github.close();
    throw error;
  }
}

/** The people, their repository and pull request, and the App. */
async function invite(
  github: LocalGitHub,
  { sample, data, spec }: { sample: string; data: string; spec: string },
  env: NodeJS.ProcessEnv,
): Promise<Pick<Stage, "server" | "pull" | "url">> {
  github.servePages(pagesOf(github.world, github.onChange));
  github.createUser(PERSON, "Maria");
  github.createUser("rob", "Rob");
  github.createOrganization("acme");
  await github.createRepository("acme", "durations", {
    from: sample,
    default_branch: "main",
    description: "Durations as people write them",
  });
  github.addCollaborator(REPOSITORY, PERSON, "write");
  github.addCollaborator(REPOSITORY, "rob", "read");
  github.createLabel(REPOSITORY, {
    name: "tfactory:test",
    color: "0e8a16",
    description: "Write and prove tests",
  });
  const opening = {
    repository: REPOSITORY,
    user: PERSON,
    title: "Read durations as people write them",
    base: "main",
    head: "feature",
  };
  const { number } = await github.openPullRequest({ ...opening, body: spec });
  const server = await installApp(github, data, env);
  return { server, pull: { repository: REPOSITORY, number }, url: `${github.url}/${REPOSITORY}/pull/${number}` };
}

async function installApp(github: LocalGitHub, data: string, env: NodeJS.ProcessEnv): Promise<Serving> {
  const { default_permissions, default_events, name } = await readAppManifest();
  const webhook_secret = randomBytes(32).toString("hex");
  const wanted = { slug: "tfactory", name, owner: "acme", permissions: default_permissions, events: default_events };
  const app = await github.createApp({ ...wanted, webhook_url: null, webhook_secret });
  const config = readServerConfig({
    ...env,
    APP_ID: String(app.app_id),
    PRIVATE_KEY: app.private_key,
    WEBHOOK_SECRET: webhook_secret,
    GITHUB_API_URL: github.api_url,
    HOST: "127.0.0.1",
    PORT: "0",
    TFACTORY_DATA: data,
    DATABASE_URL: "", // a demo leaves nothing behind
    LOG_LEVEL: env.LOG_LEVEL ?? "error",
  });
  const server = await startServer(config);
  github.setWebhook("tfactory", server.webhook_url, webhook_secret);
  github.install("tfactory", [REPOSITORY]);
  return server;
}
