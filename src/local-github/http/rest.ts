import { createHash } from "node:crypto";
import { authenticate, type Viewer } from "../auth/viewer.ts";
import { handlers } from "../rest/index.ts";
import { pathByName } from "../rest/repos.ts";
import type { World } from "../world.ts";
import { checkRequest, checkResponse, type Finding } from "./contract.ts";
import type { RateLimits } from "./rate-limit.ts";
import { rateHeaders } from "./rate-limit.ts";
import { ApiError, notFound, ok, type Reply } from "./reply.ts";
import { route } from "./router.ts";

export interface Asked {
  method: string;
  /** Below the API's root. */
  pathname: string;
  query: URLSearchParams;
  headers: Record<string, string | undefined>;
  body: Buffer;
}
/** What is to be known of a request besides its answer. */
export interface Noted {
  operation: string | null;
  viewer: Viewer["kind"];
  violations: Finding[];
  /** `null`: the answer was not checked. */
  response_violations: Finding[] | null;
}

/** Counts requests, and checks answers too when that is asked for: compiling their schemas costs more than the rest. */
export interface Watch {
  limits: RateLimits;
  check_answers: boolean;
}

const DOCS = "https://docs.github.com/rest";

/** Answers one request to the REST API. */
export async function answerRest(world: World, watch: Watch, asked: Asked): Promise<{ reply: Reply; noted: Noted }> {
  const routed = route(asked.method, pathByName(world, asked.pathname));
  const noted: Noted = {
    operation: routed?.operation.id ?? null,
    viewer: "anonymous",
    violations: [],
    response_violations: null,
  };
  const headers: Record<string, string> = {};
  try {
    const viewer = authenticate(world, asked.headers.authorization);
    noted.viewer = viewer.kind;
    const budget = watch.limits.of(viewer);
    if (noted.operation !== "rate-limit/get") budget.used += 1;
    Object.assign(headers, rateHeaders(budget));
    if (budget.used > budget.limit) throw new ApiError(403, `API rate limit exceeded for ${named(viewer)}.`);
    const handler = routed === null ? undefined : handlers[routed.operation.id];
    if (routed === null || handler === undefined) throw notFound();
    const { operation, path } = routed;
    const query = Object.fromEntries(asked.query);
    const body = parse(asked.body);
    noted.violations = checkRequest(operation, { path, query, body });
    if (noted.violations.length > 0) throw unprocessable(noted.violations);
    const url = `${world.url}/api/v3${asked.pathname}`;
    const call = {
      world,
      viewer,
      method: asked.method,
      path,
      query,
      body: (body ?? {}) as Record<string, unknown>,
      headers: asked.headers,
      url,
    };
    const answered = operation.id === "rate-limit/get" ? ok(rateJson(headers)) : await handler(call);
    if (watch.check_answers && !Buffer.isBuffer(answered.body))
      noted.response_violations = checkResponse(operation, answered.status, jsonOf(answered.body));
    return { reply: conditional(asked, { ...answered, headers: { ...headers, ...answered.headers } }), noted };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return { reply: errorReply(error, headers), noted };
  }
}

/** The answer to an error, shaped as GitHub's. */
export function errorReply(error: ApiError, headers: Record<string, string> = {}): Reply {
  const { errors, headers: more } = error.details;
  const body = {
    message: error.message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: DOCS,
    status: String(error.status),
  };
  return { status: error.status, body, headers: { ...headers, ...more } };
}

function named(viewer: Viewer): string {
  if (viewer.kind === "installation") return `installation ID ${viewer.installation.id}`;
  return viewer.kind === "user" ? `user ID ${viewer.account.id}` : viewer.kind;
}

function unprocessable(findings: Finding[]): ApiError {
  return new ApiError(422, `Invalid request.\n\n${findings.map(({ message }) => message).join("\n")}`);
}

function parse(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw new ApiError(400, "Problems parsing JSON");
  }
}

/** What a client sees of a value that is sent as JSON. */
function jsonOf(body: unknown): unknown {
  return body === undefined ? undefined : JSON.parse(JSON.stringify(body));
}

/** Adds the `ETag` and answers 304 to who has it already. */
function conditional(asked: Asked, reply: Reply): Reply {
  if (asked.method !== "GET" || reply.status !== 200) return reply;
  const bytes = Buffer.isBuffer(reply.body) ? reply.body : JSON.stringify(reply.body);
  const etag = `W/"${createHash("sha256").update(bytes).digest("hex")}"`;
  const headers = { ...reply.headers, etag, "cache-control": "private, max-age=60, s-maxage=60" };
  return asked.headers["if-none-match"] === etag ? { status: 304, headers } : { ...reply, headers };
}

function rateJson(headers: Record<string, string>) {
  const of = (name: string) => Number(headers[`x-ratelimit-${name}`]);
  const core = { limit: of("limit"), used: of("used"), remaining: of("remaining"), reset: of("reset") };
  return { resources: { core, search: core, graphql: core }, rate: core };
}
