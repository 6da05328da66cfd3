import { authenticate } from "../auth/viewer.ts";
import { type RateLimits, rateHeaders } from "../http/rate-limit.ts";
import { ApiError, type Reply } from "../http/reply.ts";
import { type Asked, errorReply, type Noted } from "../http/rest.ts";
import type { World } from "../world.ts";
import { execute, type GraphqlAnswer } from "./execute.ts";
import { GraphqlSyntaxError, parseDocument } from "./parse.ts";
import { schema } from "./schema.ts";

/** Answers one request to the GraphQL API: 200 with `errors` for what is wrong inside, as GitHub does. */
export async function answerGraphql(world: World, limits: RateLimits, asked: Asked): Promise<{ reply: Reply; noted: Noted }> {
  const noted: Noted = { operation: "graphql", viewer: "anonymous", violations: [], response_violations: null };
  try {
    const viewer = authenticate(world, asked.headers.authorization);
    noted.viewer = viewer.kind;
    if (viewer.kind === "anonymous" || viewer.kind === "app") {
      throw new ApiError(401, "This endpoint requires you to be authenticated.");
    }
    const budget = limits.of(viewer);
    budget.used += 1;
    if (budget.used > budget.limit) throw new ApiError(403, "API rate limit exceeded.");
    const { query = "", variables = {}, operationName = null } = JSON.parse(asked.body.toString("utf8")) as Body;
    const body = await answer(query, { operation: operationName, variables: variables ?? {} }, { world, viewer, budget });
    const unknown = body.data === undefined ? (body.errors ?? []) : [];
    noted.violations = unknown.map(({ message }) => ({ where: "query", message }));
    return { reply: { status: 200, body, headers: { ...rateHeaders(budget), "x-ratelimit-resource": "graphql" } }, noted };
  } catch (error) {
    if (error instanceof ApiError) return { reply: errorReply(error), noted };
    if (error instanceof SyntaxError) return { reply: errorReply(new ApiError(400, "Problems parsing JSON")), noted };
    throw error;
  }
}

interface Body {
  query?: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

async function answer(
  query: string,
  asked: Parameters<typeof execute>[2],
  context: Parameters<typeof execute>[3],
): Promise<GraphqlAnswer> {
  try {
    return await execute(schema, parseDocument(query), asked, context);
  } catch (error) {
    if (error instanceof GraphqlSyntaxError) return { errors: [{ message: error.message }] };
    throw error;
  }
}
