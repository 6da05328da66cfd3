import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the two pages need: where the form goes, and what to do with the code GitHub sends a person back with. */
export interface SetupPages {
  /** GitHub's address that takes a manifest, with our `state`. */
  action(state: string): string;
  manifest(redirect_url: string): unknown;
  /** Gives the sentence and the address to show at the end. */
  finish(code: string): Promise<{ says: string; next: string }>;
}

/**
 * The two local pages of the manifest flow: one sends the manifest to GitHub, GitHub sends the person back to the other.
 * `done` settles with what `finish` gave; only a visit with our own `state` counts.
 */
export async function serveSetup(pages: SetupPages, state: string, port: number) {
  const { promise: done, resolve, reject } = Promise.withResolvers<{ says: string; next: string }>();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    if (url.pathname === "/") return show(response, 200, startPage(pages, state, here()));
    if (url.pathname !== "/callback") return show(response, 404, "<p>There is no such page.</p>");
    const code = url.searchParams.get("code");
    if (url.searchParams.get("state") !== state || code === null)
      return show(response, 400, "<p>That did not come from this setup.</p>");
    pages.finish(code).then(
      (end) => {
        show(
          response,
          200,
          `<p>${escaped(end.says)}</p><p><a href="${escaped(end.next)}">Install it on your repositories</a></p>`,
        );
        resolve(end);
      },
      (error: unknown) => {
        show(response, 502, "<p>That did not work. The terminal says why.</p>");
        reject(error);
      },
    );
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const here = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = () => {
    server.close();
    server.closeIdleConnections();
  };
  return { url: here(), done: done.finally(close), close };
}

function startPage(pages: SetupPages, state: string, here: string): string {
  const manifest = escaped(JSON.stringify(pages.manifest(`${here}/callback`)));
  return `<p>GitHub shows what the App may do and asks for its name. Then it sends you back here.</p>
<form method="post" action="${escaped(pages.action(state))}"><input type="hidden" name="manifest" value="${manifest}"><button>Make the App on GitHub</button></form>`;
}

function show(response: ServerResponse, status: number, body: string): void {
  const page = `<!doctype html><meta charset="utf-8"><title>TFactory setup</title><style>body{font:16px/1.5 sans-serif;max-width:40em;margin:4em auto;padding:0 1em}button{font:inherit;padding:.5em 1em}</style><h1>TFactory setup</h1>${body}`;
  response
    .writeHead(status, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      connection: "close",
    })
    .end(page);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
