import { UserError } from "../../errors.ts";

/** Brings the webhooks of a smee.io channel here. For development: anyone who knows the channel can read and send. */
export async function startWebhookProxy(source: string, target: string): Promise<{ close(): void }> {
  if (process.env.NODE_ENV === "production")
    throw new UserError("WEBHOOK_PROXY_URL is for development: a channel is open to everyone.");
  const { default: SmeeClient } = await import("smee-client").catch(() => {
    throw new UserError("WEBHOOK_PROXY_URL needs the package smee-client: npm install smee-client");
  });
  const quiet = { info: () => {}, error: () => {} };
  const client = new SmeeClient({ source, target, logger: quiet });
  const events = await client.start();
  return { close: () => events.close() };
}
