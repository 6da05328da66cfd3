import { join } from "node:path";
import { Probot } from "probot";
import { systemClock } from "../../adapters/clock.ts";
import type { Database } from "../../adapters/database/database.ts";
import { openDatabase } from "../../adapters/database/open.ts";
import { readPrivateKey } from "../../adapters/disk/read-private-key.ts";
import { webUrl } from "../../adapters/github/app-manifest.ts";
import { connectGitHub, octokitClass } from "../../adapters/github/client.ts";
import { type GitHubOffice, officeAt, type Place, removeMirrors } from "../../adapters/github/offices.ts";
import { realTime, type Waiting } from "../../adapters/github/waiting.ts";
import { serverLog } from "../../adapters/server-log.ts";
import { DatabaseSpending } from "../../adapters/store/database-spending.ts";
import { pushTable } from "../../adapters/store/push-table.ts";
import { seenTable } from "../../adapters/store/seen-table.ts";
import type { ServerConfig } from "../../config.ts";
import type { Pushes } from "../../intake/pushes.ts";
import type { Seen } from "../../intake/seen.ts";
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
  database: Database;
  seen: Seen;
  pushes: Pushes;
  clock: Clock;
  onProblem(what: string, error: unknown): void;
  onBug(error: unknown, record?: RunRecord): void;
}

/** What a test puts in the place of the real thing. A database that is given is not closed with the server. */
export interface Surroundings {
  waiting?: Waiting;
  database?: Database;
}

/** Connects every adapter of a server. Throws `UserError` for a key that is none, `InfrastructureError` when GitHub is not there. */
export async function connectServer(config: ServerConfig, { waiting = realTime, database }: Surroundings): Promise<ServerWorld> {
  const { app_id, api_url, data } = config;
  const private_key = await readPrivateKey(config.private_key);
  const probot = new Probot({
    appId: app_id,
    privateKey: private_key,
    secret: config.webhook.secret,
    baseUrl: api_url,
    webhookPath: config.webhook.path,
    Octokit: octokitClass(waiting),
    log: await serverLog(config.log_level),
  });
  const { log } = await probot.ready();
  const github = connectGitHub({ app_id, private_key, base_url: api_url }, waiting);
  const onProblem = (what: string, error: unknown) => log.error({ err: error }, `could not ${what}`);
  const folder = join(data, "repositories");
  const { slug } = await github.identity();
  const opened = database ?? (await openDatabase(config, log));
  return {
    probot,
    self: { app_id, slug, bots: config.bots },
    office: (place) => officeAt(place, { github, git_url: webUrl(api_url), folder, waiting, onProblem }),
    wipe: (repository_ids) => removeMirrors(folder, repository_ids),
    authorOf: await connectAuthors(config, new DatabaseSpending(opened)),
    database: opened,
    seen: seenTable(opened, systemClock),
    pushes: pushTable(opened),
    clock: systemClock,
    onProblem,
    onBug: (error, record) =>
      log.error({ err: error, run: record?.id }, record === undefined ? "the engine failed" : "a run failed"),
  };
}
