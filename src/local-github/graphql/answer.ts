import type { RateLimits } from "../http/rate-limit.ts";
import type { Reply } from "../http/reply.ts";
import type { Asked, Noted } from "../http/rest.ts";
import type { World } from "../world.ts";

export async function answerGraphql(_world: World, _limits: RateLimits, _asked: Asked): Promise<{ reply: Reply; noted: Noted }> {
  return { reply: { status: 404 }, noted: { operation: null, viewer: "anonymous", violations: [], response_violations: [] } };
}
