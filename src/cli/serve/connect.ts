import { join } from "node:path";
import { Probot } from "probot";
import { systemClock } from "../../adapters/clock.ts";
import { readPrivateKey } from "../../adapters/disk/read-private-key.ts";
import { webUrl } from "../../adapters/github/app-manifest.ts";
import { connectGitHub, octokitClass } from "../../adapters/github/client.ts";
import { type GitHubOffice, officeAt, type Place, removeMirrors } from "../../adapters/github/offices.ts";
import { realTime, type Waiting } from "../../adapters/github/waiting.ts";
import { DiskRunFiles } from "../../adapters/store/disk-run-files.ts";
import { SeenFile } from "../../adapters/store/seen-file.ts";
import type { ServerConfig } from "../../config.ts";
import type { Identity } from "../../intake/senders.ts";
import type { Clock } from "../../ports.ts";
import type { RunRecord } from "../../runs/runs.ts";
import { type AuthorOf, connectAuthors } from "../connect-authors.ts";

/** The world as a server sees it. */
export interface ServerWorld {
  probot: Probot;
  self: Identity;
  office(place: Place): GitHubOffice;
  wipe(repository_ids: number[]): Promise<void>;
  /** Makes the author of a run. */
  authorOf: AuthorOf;
  files: DiskRunFiles;
  seen: SeenFile;
  clock: Clock;
  onProblem(what: string, error: unknown): void;
  onBug(error: unknown, record: RunRecord): void;
}

/** Connects every adapter of a server. Throws `UserError` for a key that is none, `InfrastructureError` when GitHub is not there. */
export async function connectServer(config: ServerConfig, waiting: Waiting = realTime): Promise<ServerWorld> {
  const { app_id, api_url, data } = config;
  const private_key = await readPrivateKey(config.private_key);
  const probot = new Probot({
    appId: app_id,
    privateKey: private_key,
    secret: config.webhook.secret,
    baseUrl: api_url,
    webhookPath: config.webhook.path,
    Octokit: octokitClass(waiting),
    logLevel: config.log_level,
    logFormat: process.stdout.isTTY ? "pretty" : "json",
  });
  const { log } = await probot.ready();
  const github = connectGitHub({ app_id, private_key, base_url: api_url }, waiting);
  const onProblem = (what: string, error: unknown) => log.error({ err: error }, `could not ${what}`);
  const folder = join(data, "repositories");
  return {
    probot,
    self: { app_id, slug: (await github.identity()).slug, bots: config.bots },
    office: (place) => officeAt(place, { github, git_url: webUrl(api_url), folder, waiting, onProblem }),
    wipe: (repository_ids) => removeMirrors(folder, repository_ids),
    authorOf: await connectAuthors(config),
    files: new DiskRunFiles(join(data, "runs"), (path, error) => log.error({ err: error, path }, "a file does not fit")),
    seen: await SeenFile.open(join(data, "deliveries"), systemClock),
    clock: systemClock,
    onProblem,
    onBug: (error, { id }) => log.error({ err: error, run: id }, "a run failed"),
  };
}
