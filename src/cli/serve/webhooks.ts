import type { Probot } from "probot";
import { keepRedelivering } from "../../adapters/github/redeliver.ts";
import { health } from "../../adapters/http/health.ts";
import { type Handler, listen } from "../../adapters/http/listen.ts";
import { startWebhookProxy } from "../../adapters/http/webhook-proxy.ts";
import { app } from "../../app.ts";
import type { ServerConfig } from "../../config.ts";
import type { Delivery } from "../../intake/receive.ts";
import type { Seen } from "../../intake/seen.ts";
import type { Clock } from "../../ports.ts";

export interface Webhooks {
  url: string;
  webhook_url: string;
  /** Resolves when every delivery that was taken is dealt with. */
  received(): Promise<void>;
  /** Takes no more, and resolves when every delivery that was taken is dealt with. */
  close(): Promise<void>;
}

/** GitHub gives up on an answer after 10 s and sends nothing again by itself: a burst is taken before it is dealt with. */
const ACKNOWLEDGED_AFTER = 2000;

/** Takes webhooks, those too that were lost while nobody listened, and says how the server is. */
export async function takeWebhooks(
  probot: Probot,
  { host, port, webhook }: ServerConfig,
  { clock, seen, pages, receive }: { clock: Clock; seen: Seen; pages: Handler; receive(delivery: Delivery): Promise<void> },
): Promise<Webhooks> {
  const { log } = probot;
  const receiving = new Set<Promise<void>>();
  app((delivery) => {
    const received = receive(delivery).finally(() => receiving.delete(received));
    receiving.add(received);
    return atMost(ACKNOWLEDGED_AFTER, received);
  })(probot);
  let stopping = false;
  const handlers = [health(() => stopping), pages, await probot.getNodeMiddleware({ path: webhook.path })];
  const server = await listen(host, port, handlers, (error) => log.error({ err: error }, "a request failed"));
  const webhook_url = `${server.url}${webhook.path}`;
  const proxy = webhook.proxy === null ? null : await startWebhookProxy(webhook.proxy, webhook_url);
  const redelivering = keepRedelivering(await probot.auth(), { clock, log, cutOff: seen.cutOff });
  const received = async () => void (await Promise.allSettled(receiving));
  return {
    url: server.url,
    webhook_url,
    received,
    close: async () => {
      stopping = true;
      proxy?.close();
      redelivering.stop();
      await server.close();
      await received();
    },
  };
}

/** Resolves with the work, or before it after so many milliseconds. */
async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
