import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { git } from "../../adapters/git/git.ts";
import { answerGraphql } from "../graphql/answer.ts";
import { archiveToken } from "../rest/repos.ts";
import { repositoryOf } from "../store/store.ts";
import { gitDir, type World } from "../world.ts";
import type { Finding } from "./contract.ts";
import type { Fault, Faults } from "./faults.ts";
import { answerGit } from "./git.ts";
import type { Reply } from "./reply.ts";
import { type Asked, answerRest, type Noted, type Watch } from "./rest.ts";

/** One request the API got, as tests look at it. */
export interface RecordedRequest {
  at: string;
  method: string;
  path: string;
  /** `null`: GitHub has no such operation, or none that is here. */
  operation: string | null;
  viewer: string;
  /** As it was answered; `0` when the connection was cut. */
  status: number;
  violations: Finding[];
  /** `null`: the answer was not checked. */
  response_violations: Finding[] | null;
  body: unknown;
}

/** Shows pages. `false`: this address is none of theirs. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<boolean>;

export interface Front extends Watch {
  faults: Faults;
  record(request: RecordedRequest): void;
  pages(): PageHandler | null;
}

const API = "/api/v3";
const GRAPHQL = "/api/graphql";

/** The HTTP server: API, GraphQL, git, archives, pages. `world` is there by the first request. */
export function createFront(world: () => World, front: Front): Server {
  return createServer((request, response) => {
    handle(world(), front, request, response).catch((error: unknown) => {
      process.stderr.write(`local GitHub: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ message: "Server Error" }));
    });
  });
}

async function handle(world: World, front: Front, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", world.url);
  const { pathname } = url;
  if (pathname.startsWith(`${API}/`) || pathname === API || pathname === GRAPHQL)
    return api(world, front, request, response, url);
  if (await answerGit(world, request, response, url)) return;
  if (await sendArchive(world, response, url)) return;
  if (await front.pages()?.(request, response, url)) return;
  response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Not Found\n");
}

async function api(world: World, front: Front, request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const asked = await readRequest(request, url);
  const fault = front.faults.take(asked.method, url.pathname);
  const answered = fault === null || fault.after === true ? await answer(world, front, asked, url.pathname === GRAPHQL) : null;
  const reply = fault === null ? answered?.reply : faulty(fault);
  const noted: Noted = answered?.noted ?? { operation: null, viewer: "anonymous", violations: [], response_violations: null };
  const body = asked.body.length === 0 ? null : readable(asked.body);
  const status = reply?.status ?? 0;
  front.record({ at: world.now().toISOString(), method: asked.method, path: url.pathname + url.search, ...noted, status, body });
  if (reply === undefined || reply === null) return void request.socket.destroy();
  send(world, response, reply);
}

async function answer(world: World, front: Front, asked: Asked, graphql: boolean): Promise<{ reply: Reply; noted: Noted }> {
  return graphql ? answerGraphql(world, front.limits, asked) : answerRest(world, front, asked);
}

function faulty(fault: Fault): Reply | null {
  if (fault.status === "drop") return null;
  const body = fault.body ?? { message: fault.status >= 500 ? "Server Error" : "Injected failure" };
  return { status: fault.status, body, ...(fault.headers === undefined ? {} : { headers: fault.headers }) };
}

async function readRequest(request: IncomingMessage, url: URL): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, value?.toString()]));
  const pathname = url.pathname.slice(API.length);
  return { method: request.method ?? "GET", pathname, query: url.searchParams, headers, body: Buffer.concat(chunks) };
}

function send(world: World, response: ServerResponse, reply: Reply): void {
  const raw = Buffer.isBuffer(reply.body) ? reply.body : null;
  const content = raw ?? (reply.body === undefined ? null : Buffer.from(JSON.stringify(reply.body)));
  response.writeHead(reply.status, {
    date: world.now().toUTCString(),
    server: "github.com",
    "x-github-request-id": randomUUID(),
    "x-github-media-type": "github.v3; format=json",
    "x-github-api-version-selected": "2022-11-28",
    ...(content === null ? {} : { "content-type": "application/json; charset=utf-8", "content-length": String(content.length) }),
    ...reply.headers,
  });
  response.end(content);
}

/** The tarball a redirect points at. */
async function sendArchive(world: World, response: ServerResponse, url: URL): Promise<boolean> {
  const [, owner = "", name = "", sha = ""] =
    /^\/_codeload\/([^/]+)\/([^/]+)\/legacy\.tar\.gz\/([0-9a-f]{40})$/.exec(url.pathname) ?? [];
  const repository = repositoryOf(world.store, owner, name);
  if (repository === undefined || url.searchParams.get("token") !== archiveToken(repository, sha)) return false;
  const prefix = `${repository.owner}-${repository.name}-${sha.slice(0, 7)}/`;
  const tar = await git(gitDir(world, repository), ["archive", "--format=tar.gz", `--prefix=${prefix}`, sha]);
  response.writeHead(200, { "content-type": "application/x-gzip", "content-length": String(tar.length) }).end(tar);
  return true;
}

function readable(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return body.toString("utf8");
  }
}
