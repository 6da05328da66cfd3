import { createHmac } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { listen } from "../../../src/adapters/http/listen.ts";
import { postEvent } from "../../../src/adapters/http/post-event.ts";

const now = new Date("2026-01-01T00:00:00.000Z");

/** A receiver of events that answers this. */
async function aReceiver(answer: number) {
  const got: { headers: NodeJS.Dict<string | string[]>; body: unknown }[] = [];
  const take = (request: { headers: NodeJS.Dict<string | string[]>; body?: unknown }) =>
    got.push({ headers: request.headers, body: request.body });
  const server = await listen(
    "127.0.0.1",
    0,
    [(request, response) => take(request) > 0 && response.writeHead(answer).end()],
    () => {},
  );
  onTestFinished(() => server.close());
  return { url: server.url, got };
}

test("an event is sent in structured mode, signed over its id, the time and every byte", async () => {
  const { url, got } = await aReceiver(204);
  await postEvent({ id: "one" }, { url, secret: "a secret that nobody guesses" }, now);
  const [{ headers, body } = { headers: {}, body: "" }] = got;
  expect(headers["content-type"]).toBe("application/cloudevents+json; charset=utf-8");
  expect(body).toBe('{"id":"one"}');
  const signed = `one.${headers["webhook-timestamp"]}.${body}`;
  const signature = createHmac("sha256", "a secret that nobody guesses").update(signed).digest("base64");
  expect(headers["webhook-signature"]).toBe(`v1,${signature}`);
  expect(headers["webhook-timestamp"]).toBe(String(now.getTime() / 1000));
});

test("what is not taken throws, and nobody is sent elsewhere", async () => {
  for (const answer of [500, 404, 302])
    await expect(postEvent({ id: "one" }, { url: (await aReceiver(answer)).url, secret: null }, now)).rejects.toThrow();
});
