import type { ServerResponse } from "node:http";
import type { RunEvent } from "../../domain/run.ts";
import type { Overview } from "../../runs/overview.ts";
import { isAuthorized } from "./authorized.ts";
import type { Handler } from "./listen.ts";
import { Metrics } from "./metrics.ts";
import { PAGE_HEADERS, statusPage } from "./status-page.ts";

/** What is shown to those who have the token. */
export interface StatusSource {
  overview(): Promise<Overview>;
  /** What happened in a run, in order; `null`: there is no such run. */
  events(run_id: string): Promise<RunEvent[] | null>;
}

/**
 * `GET /status` (a page for browsers, JSON for programs), `GET /status/runs/<id>/events` (JSON lines) and `GET /metrics`
 * (Prometheus). They name repositories and people, so without a token nobody gets them: then they are not there.
 */
export function status(source: StatusSource, token: string | null): Handler {
  const metrics = new Metrics();
  return async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    const of_run = /^\/status\/runs\/([\w-]{1,64})\/events$/.exec(pathname)?.[1];
    if (!["GET", "HEAD"].includes(request.method ?? "") || token === null) return false;
    if (!["/status", "/metrics"].includes(pathname) && of_run === undefined) return false;
    if (!isAuthorized(request, response, token)) return true;
    if (of_run !== undefined) return sendEvents(response, await source.events(of_run));
    const overview = await source.overview();
    if (pathname === "/metrics") return send(response, metrics.contentType, await metrics.render(overview));
    const as_page = (request.headers.accept ?? "").includes("text/html") && searchParams.get("format") !== "json";
    if (!as_page) return send(response, "application/json", JSON.stringify(plain(overview)));
    response.writeHead(200, { ...PAGE_HEADERS, "cache-control": "no-store" }).end(statusPage(overview));
    return true;
  };
}

function sendEvents(response: ServerResponse, events: RunEvent[] | null): boolean {
  if (events === null) response.writeHead(404).end();
  else send(response, "application/jsonl", events.map((event) => `${JSON.stringify(event)}\n`).join(""));
  return true;
}

function send(response: ServerResponse, type: string, body: string): boolean {
  response.writeHead(200, { "content-type": type, "cache-control": "no-store", "x-content-type-options": "nosniff" }).end(body);
  return true;
}

/** JSON has no infinity: a limit that is none is `null`. */
function plain({ limits, ...overview }: Overview): object {
  const finite = (limit: number) => (Number.isFinite(limit) ? limit : null);
  const { runs, tokens, usd } = limits.daily;
  return { ...overview, limits: { ...limits, daily: { runs: finite(runs), tokens: finite(tokens), usd: finite(usd) } } };
}
