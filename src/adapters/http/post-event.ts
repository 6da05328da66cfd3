import { createHmac } from "node:crypto";

/** A receiver that says nothing for this long is asked again later. */
const SECONDS = 10;

/**
 * Sends one CloudEvent in structured mode, signed the way of the Standard Webhooks specification 1.0 when there is a secret:
 * `webhook-signature: v1,<base64 HMAC-SHA256 of "id.timestamp.body">`. Throws with one sentence when it was not taken.
 */
export async function postEvent(event: { id: string }, to: { url: string; secret: string | null }, now: Date): Promise<void> {
  const body = JSON.stringify(event);
  const response = await fetch(to.url, {
    method: "POST",
    headers: { "content-type": "application/cloudevents+json; charset=utf-8", ...signatureOf(event.id, body, to.secret, now) },
    body,
    redirect: "error",
    signal: AbortSignal.timeout(SECONDS * 1000),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`the receiver of events answered ${response.status}`);
}

function signatureOf(id: string, body: string, secret: string | null, now: Date): Record<string, string> {
  if (secret === null) return {};
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const signature = createHmac("sha256", secret).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
