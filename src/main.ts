import { placeOf } from "./adapters/github/offices.ts";
import type { Waiting } from "./adapters/github/waiting.ts";
import { authorsOf } from "./cli/connect-authors.ts";
import { connectServer, type ServerWorld } from "./cli/serve/connect.ts";
import { type Instead, runWorld } from "./cli/serve/run-world.ts";
import { takeWebhooks } from "./cli/serve/webhooks.ts";
import type { ServerConfig } from "./config.ts";
import { Pushes } from "./intake/pushes.ts";
import { receive } from "./intake/receive.ts";
import { Turns } from "./intake/turns.ts";
import type { IntakeWorld } from "./intake/world.ts";
import { InProcessRuns } from "./runs/in-process-runs.ts";
import { runHandovers } from "./runs/run-handover.ts";
import { Worker } from "./runs/worker.ts";

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
  const world = await connectServer(config, instead.waiting);
  const { probot, self, office, wipe, files, seen, clock, onBug } = world;
  const runs = await InProcessRuns.open(files, clock, ({ id, handover }) =>
    office(placeOf(handover))
      .board()
      .open({ run_id: id, handover, head_sha: handover.head_sha ?? "", spec: handover.spec_ref }),
  );
  const worker = new Worker(runs, config.workers, runHandovers(runWorld(config, world, instead)), clock, onBug);
  const intake: IntakeWorld = {
    self,
    runs,
    seen,
    pushes: new Pushes(),
    turns: new Turns(),
    clock,
    authors: authorsOf(config),
    connect: async (place) => office(place),
    wipe,
    log: probot.log,
  };
  const webhooks = await takeWebhooks(probot, config, clock, (delivery) => receive(delivery, intake));
  closeLeftOpen(runs, world);
  probot.log.info({ app: self.slug, url: webhooks.url }, "TFactory is listening");
  return {
    url: webhooks.url,
    webhook_url: webhooks.webhook_url,
    idle: async () => {
      await webhooks.received();
      await worker.idle();
    },
    stop: async () => {
      await webhooks.close();
      await worker.stop();
    },
  };
}

/** A run whose end could not be told in an hour left its check run open: for a day it is looked at again at each start. */
function closeLeftOpen(runs: InProcessRuns, { office, clock, onProblem }: ServerWorld): void {
  const { over, going } = runs.since(new Date(clock.now().getTime() - 24 * 60 * 60 * 1000));
  for (const { handover } of over) {
    office(placeOf(handover))
      .closeLeftOpen(handover.head_sha ?? "", going)
      .catch((error: unknown) => onProblem("close what was left open", error));
  }
}
