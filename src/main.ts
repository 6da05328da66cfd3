import { join } from "node:path";
import { Probot } from "probot";
import { systemClock } from "./adapters/clock.ts";
import { readPrivateKey } from "./adapters/disk/read-private-key.ts";
import { webUrl } from "./adapters/github/app-manifest.ts";
import { connectGitHub, octokitClass } from "./adapters/github/client.ts";
import { officeAt, type Place, placeOf, removeMirrors } from "./adapters/github/offices.ts";
import { keepRedelivering } from "./adapters/github/redeliver.ts";
import { realTime, type Waiting } from "./adapters/github/waiting.ts";
import { health } from "./adapters/http/health.ts";
import { listen } from "./adapters/http/listen.ts";
import { startWebhookProxy } from "./adapters/http/webhook-proxy.ts";
import { DiskRunFiles } from "./adapters/store/disk-run-files.ts";
import { SeenFile } from "./adapters/store/seen-file.ts";
import { app } from "./app.ts";
import { authors } from "./authors/index.ts";
import { type Instead, runWorld } from "./cli/serve/run-world.ts";
import type { ServerConfig } from "./config.ts";
import { Pushes } from "./intake/pushes.ts";
import { type Delivery, receive } from "./intake/receive.ts";
import type { IntakeWorld } from "./intake/world.ts";
import { InProcessRuns } from "./runs/in-process-runs.ts";
import { runHandovers } from "./runs/run-handover.ts";
import type { RunRecord } from "./runs/runs.ts";
import { Worker } from "./runs/worker.ts";

/** Whose end could not be told in an hour is looked at again for a day. */
const A_DAY = 24 * 60 * 60 * 1000;

export interface Serving {
  url: string;
  /** Where GitHub is to send webhooks, as seen from this machine. */
  webhook_url: string;
  /** Resolves when no delivery and no run is being worked on. */
  idle(): Promise<void>;
  /** Takes nothing more, hands back what is going on, and resolves when everything is kept. */
  stop(): Promise<void>;
}

/** The server of a GitHub App: configuration to adapters to webhooks and a worker. */
export async function startServer(config: ServerConfig, instead: Instead & { waiting?: Waiting } = {}): Promise<Serving> {
  const { app_id, api_url, data, webhook, host, port } = config;
  const [clock, waiting] = [systemClock, instead.waiting ?? realTime];
  const private_key = await readPrivateKey(config.private_key);
  const github = connectGitHub({ app_id, private_key, base_url: api_url }, waiting);
  const probot = await startProbot(config, private_key, waiting);
  const { log } = probot;
  const onProblem = (what: string, error: unknown) => log.error({ err: error }, `could not ${what}`);
  const onBug = (error: unknown, { id }: RunRecord) => log.error({ err: error, run: id }, "a run failed");

  const folder = join(data, "repositories");
  const office = (place: Place) => officeAt(place, { github, git_url: webUrl(api_url), folder, waiting, onProblem });
  const files = new DiskRunFiles(join(data, "runs"), (path, error) => log.error({ err: error, path }, "a file does not fit"));
  const runs = await InProcessRuns.open(files, clock, ({ id, handover }) =>
    office(placeOf(handover))
      .board()
      .open({ run_id: id, handover, head_sha: handover.head_sha ?? "", spec: handover.spec_ref }),
  );
  const worker = new Worker(
    runs,
    config.workers,
    runHandovers(runWorld(config, office, { files, clock, onBug }, instead)),
    clock,
    onBug,
  );

  const intake: IntakeWorld = {
    self: { app_id, slug: (await github.identity()).slug, bots: config.bots },
    runs,
    seen: await SeenFile.open(join(data, "deliveries"), clock),
    pushes: new Pushes(),
    clock,
    authors: Object.keys(authors),
    connect: async (place) => office(place),
    wipe: (repository_ids) => removeMirrors(folder, repository_ids),
    log,
  };
  const receiving = new Set<Promise<void>>();
  app((delivery: Delivery) => {
    const received = receive(delivery, intake).finally(() => receiving.delete(received));
    receiving.add(received);
    return received;
  })(probot);

  let stopping = false;
  const webhooks = await probot.getNodeMiddleware({ path: webhook.path });
  const server = await listen(host, port, [health(() => stopping), webhooks], (error) =>
    log.error({ err: error }, "a request failed"),
  );
  const webhook_url = `${server.url}${webhook.path}`;
  const proxy = webhook.proxy === null ? null : await startWebhookProxy(webhook.proxy, webhook_url);
  const { over, going } = runs.since(new Date(clock.now().getTime() - A_DAY));
  for (const { handover } of over)
    office(placeOf(handover))
      .closeLeftOpen(handover.head_sha ?? "", going)
      .catch((error: unknown) => onProblem("close what was left open", error));
  const redelivering = keepRedelivering(await probot.auth(), { clock, log });
  log.info({ app: intake.self.slug, url: server.url }, "TFactory is listening");

  const received = async () => void (await Promise.allSettled(receiving));
  return {
    url: server.url,
    webhook_url,
    idle: async () => {
      await received();
      await worker.idle();
    },
    stop: async () => {
      stopping = true;
      proxy?.close();
      redelivering.stop();
      await server.close();
      await received();
      await worker.stop();
    },
  };
}

async function startProbot(config: ServerConfig, private_key: string, waiting: Waiting): Promise<Probot> {
  const probot = new Probot({
    appId: config.app_id,
    privateKey: private_key,
    secret: config.webhook.secret,
    baseUrl: config.api_url,
    webhookPath: config.webhook.path,
    Octokit: octokitClass(waiting),
    logLevel: config.log_level,
    logFormat: process.stdout.isTTY ? "pretty" : "json",
  });
  return probot.ready();
}
