import { type ClientRequest, type IncomingMessage, request as overHttp } from "node:http";
import { request as overHttps } from "node:https";

/**
 * A `fetch` without limits of its own: Node's gives up after five minutes without a byte, and a model on someone's own machine
 * may read a long prompt for longer. `heard` is called for every part that arrives, so that the caller can tell silence from
 * work. Redirects are answers, not followed: a key goes nowhere else.
 */
export function patientFetch(heard: () => void): typeof fetch {
  return (input, init = {}) =>
    new Promise((resolve, reject) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const send = url.protocol === "https:" ? overHttps : overHttp;
      const headers = Object.fromEntries(new Headers(init.headers));
      const { signal } = init;
      const sent: ClientRequest = send(
        url,
        { method: init.method ?? "GET", headers, ...(signal ? { signal } : {}) },
        (incoming) => resolve(responseOf(incoming, heard)),
      );
      sent.on("error", reject);
      sent.end(typeof init.body === "string" ? init.body : undefined);
    });
}

function responseOf(incoming: IncomingMessage, heard: () => void): Response {
  heard();
  const pairs = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const status = incoming.statusCode ?? 0;
  const empty = status === 204 || status === 304;
  if (empty) incoming.resume();
  return new Response(empty ? null : ReadableStream.from(listened(incoming, heard)), { status, headers: pairs });
}

async function* listened(incoming: IncomingMessage, heard: () => void): AsyncGenerator<Uint8Array> {
  for await (const part of incoming) {
    heard();
    yield part;
  }
}
