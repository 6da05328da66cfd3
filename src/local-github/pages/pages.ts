import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { PageHandler } from "../http/server.ts";
import { accountOf } from "../store/store.ts";
import type { Account } from "../store/types.ts";
import type { Change, World } from "../world.ts";
import { type Look, type PageReply, problemPage, redirect } from "./page.ts";
import { doAction, showPage } from "./routes.ts";

/** More than a comment needs. */
const FORM_BYTES = 400_000;
const asset = (name: string) => readFileSync(new URL(name, import.meta.url));
const assets: Record<string, { type: string; body: Buffer }> = {
  "/-/style.css": { type: "text/css; charset=utf-8", body: asset("style.css") },
  "/-/live.js": { type: "text/javascript; charset=utf-8", body: asset("live.js") },
};

/** Who wants to hear of changes; gives the way to stop it. */
type Subscribe = (listener: (change: Change) => void) => () => void;

/**
 * The pages of the local GitHub, at every address that is neither the API's nor git's. A person is whoever the visitor says to
 * be; only forms of our own pages are taken.
 */
export function pagesOf(world: World, subscribe: Subscribe): PageHandler {
  return async (request, response, url) => {
    const file = assets[url.pathname];
    if (url.pathname === "/-/events") sendEvents(subscribe, Number(url.searchParams.get("repository")), request, response);
    else if (file === undefined) send(response, await answer(world, request, url));
    else send(response, { status: 200, headers: { "content-type": file.type }, body: file.body });
    return true;
  };
}

async function answer(world: World, request: IncomingMessage, url: URL): Promise<PageReply> {
  const path = decodeURI(url.pathname).replace(/(?<=.)\/$/, "");
  const look: Look = { world, person: personOf(world, request), path, query: url.searchParams };
  if (request.method === "GET" || request.method === "HEAD") return showPage(look);
  if (request.method !== "POST") return problemPage(look, 405, "That is not how this page is used.");
  const { origin } = request.headers;
  if (origin !== undefined && origin !== world.url) return problemPage(look, 403, "That form is not from here.");
  const form = await readForm(request);
  if (form === null) return problemPage(look, 413, "That is too much text.");
  return path === "/-/person" ? becomePerson(look, form) : doAction(look, form);
}

function send(response: ServerResponse, { status, headers, body }: PageReply): void {
  response.writeHead(status, headers).end(body);
}

function becomePerson(look: Look, form: URLSearchParams): PageReply {
  const account = accountOf(look.world.store, form.get("login") ?? "");
  if (account?.type !== "User") return problemPage(look, 422, "There is no such person.");
  const back = form.get("back") ?? "/";
  const cookie = `person=${encodeURIComponent(account.login)}; Path=/; HttpOnly; SameSite=Strict`;
  return redirect(/^\/(?!\/)/.test(back) ? encodeURI(back) : "/", { "set-cookie": cookie });
}

/** Whom the cookie names, else the first person there is. */
function personOf(world: World, request: IncomingMessage): Account | null {
  const cookie = /(?:^|;\s*)person=([^;]+)/.exec(request.headers.cookie ?? "")?.[1];
  const named = cookie === undefined ? undefined : accountOf(world.store, decodeURIComponent(cookie));
  if (named?.type === "User") return named;
  return world.store.accounts.values().find((account) => account.type === "User") ?? null;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > FORM_BYTES) return null;
    parts.push(part);
  }
  return new URLSearchParams(Buffer.concat(parts).toString("utf8"));
}

/** Server-sent events: one line for every change of the repository, so that an open page fetches itself again. */
function sendEvents(subscribe: Subscribe, repository_id: number, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": here\n\n");
  const stop = subscribe((change) => {
    if (change.repository_id === repository_id) response.write(`data: ${change.kind}\n\n`);
  });
  request.on("close", stop);
}
