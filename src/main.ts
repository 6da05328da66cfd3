import { placeOf } from "./adapters/github/offices.ts";
import { health } from "./adapters/http/health.ts";
import { listen } from "./adapters/http/listen.ts";
import { authorsOf } from "./cli/connect-authors.ts";
import { connectServer, type ServerWorld, type Surroundings } from "./cli/serve/connect.ts";
import type { Instead } from "./cli/serve/run-world.ts";
import { type RunsHere, startRuns } from "./cli/serve/start-runs.ts";
import { watch } from "./cli/serve/watch.ts";
import { takeWebhooks } from "./cli/serve/webhooks.ts";
import type { ServerConfig } from "./config.ts";
import type { Report } from "./domain/report.ts";
import { receive } from "./intake/receive.ts";
import { Turns } from "./intake/turns.ts";
import type { IntakeWorld } from "./intake/world.ts";

export interface Working {
  /** Where `/healthz` and the operator's pages are. */
  url: string;
  /** Resolves when no delivery and no run is being worked on here. */
  idle(): Promise<void>;
  /** Takes nothing more, hands back what is going on, and resolves when everything is kept. */
  stop(): Promise<void>;
}
export interface Serving extends Working {
  /** Where GitHub is to send webhooks, as seen from this machine. */
  webhook_url: string;
  /** The report of a run; `null`: there is none. */
  report(run_id: string): Promise<Report | null>;
}

/** The server of a GitHub App: configuration to adapters to webhooks and, unless others do them, runs. */
export async function startServer(config: ServerConfig, instead: Instead & Surroundings = {}): Promise<Serving> {
  const world = await connectServer(config, instead);
  const { probot, self, office, wipe, seen, pushes, clock } = world;
  const here = await startRuns(config, world, instead);
  const { runs } = here;
  const intake: IntakeWorld = {
    self,
    runs,
    seen,
    pushes,
    turns: new Turns(),
    clock,
    authors: authorsOf(config),
    connect: async (place) => office(place),
    wipe,
    log: probot.log,
  };
  const watching = watch(config, world);
  const webhooks = await takeWebhooks(probot, config, {
    clock,
    seen,
    pages: watching.pages,
    receive: (delivery) => receive(delivery, intake),
  });
  closeLeftOpen(here, world);
  probot.log.info({ app: self.slug, url: webhooks.url }, "TFactory is listening");
  return {
    url: webhooks.url,
    webhook_url: webhooks.webhook_url,
    report: async (run_id) => (await runs.read(run_id))?.report ?? null,
    idle: async () => {
      await webhooks.received();
      await here.idle();
    },
    stop: async () => {
      await webhooks.close();
      await watching.stop();
      await here.stop();
      await disconnect(world, instead);
    },
  };
}

/** A process that does runs which others take. */
export async function startWorker(config: ServerConfig, instead: Instead & Surroundings = {}): Promise<Working> {
  const world = await connectServer(config, instead);
  const here = await startRuns(config, world, instead);
  closeLeftOpen(here, world);
  const watching = watch(config, world);
  const { host, port } = config;
  let stopping = false;
  const handlers = [health(() => stopping), watching.pages];
  const pages = await listen(host, port, handlers, (error) => world.onProblem("answer a request", error));
  return {
    url: pages.url,
    idle: here.idle,
    stop: async () => {
      stopping = true;
      await here.stop();
      await watching.stop();
      await pages.close();
      await disconnect(world, instead);
    },
  };
}

async function disconnect({ database }: ServerWorld, instead: Surroundings): Promise<void> {
  if (instead.database === undefined) await database.close();
}

/** A run whose end could not be told in an hour left its check run open: for a day it is looked at again at each start. */
function closeLeftOpen({ runs }: RunsHere, { office, clock, onProblem }: ServerWorld): void {
  const close = async () => {
    const { over, going } = await runs.since(new Date(clock.now().getTime() - 24 * 60 * 60 * 1000));
    for (const { handover } of over) await office(placeOf(handover)).closeLeftOpen(handover.head_sha ?? "", going);
  };
  close().catch((error: unknown) => onProblem("close what was left open", error));
}
