import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { InfrastructureError } from "../../errors.ts";

/** Answers a request, or gives a falsy value: it is somebody else's. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** GitHub's webhooks are at most 25 MB (docs.github.com, webhook events and payloads). */
const BODY_BYTES = 25 * 1024 * 1024;
/** GitHub gives up on an answer after 10 s, an Enterprise Server after 30. */
const REQUEST_SECONDS = 30;

export interface Listening {
  url: string;
  /** Takes no more requests and resolves when those that were taken are answered. */
  close(): Promise<void>;
}

/**
 * Serves requests with the first handler that answers. A body is read before anyone is authenticated, so it is refused when it
 * is larger than a webhook can be. Throws `InfrastructureError` when the port is taken.
 */
export async function listen(
  host: string,
  port: number,
  handlers: Handler[],
  onError: (error: unknown) => void,
): Promise<Listening> {
  const server = createServer({ requestTimeout: REQUEST_SECONDS * 1000 }, (request, response) => {
    answer(request, response, handlers).catch((error: unknown) => {
      onError(error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await listening(server, host, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, handlers: Handler[]): Promise<void> {
  if (request.method === "POST") {
    const body = await readBody(request);
    if (body === null) return void response.writeHead(413, { connection: "close" }).end();
    request.body = body;
  }
  for (const handler of handlers) if (await handler(request, response)) return;
  if (!response.headersSent) response.writeHead(404).end();
}

/** `null`: it is larger than a webhook can be. */
async function readBody(request: IncomingMessage): Promise<string | null> {
  if (Number(request.headers["content-length"] ?? 0) > BODY_BYTES) return null;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? "the port is taken; PORT names another" : (error.code ?? error.message);
      reject(new InfrastructureError(`The server can not listen on ${host}:${port}: ${reason}.`));
    });
    server.listen(port, host, resolve);
  });
}
