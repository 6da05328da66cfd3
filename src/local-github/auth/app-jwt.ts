import { createPublicKey, verify } from "node:crypto";
import { ApiError } from "../http/reply.ts";
import type { App } from "../store/types.ts";
import type { World } from "../world.ts";

/** GitHub takes a JWT of at most ten minutes, and clocks that are a minute apart. */
const LONGEST_SECONDS = 600;
const SKEW_SECONDS = 60;

/** The App behind its JWT: RS256, signed with its key, `iss` its id or client id, and of this moment. Throws 401. */
export function readAppJwt(world: World, jwt: string): App {
  const [head = "", body = "", signature = ""] = jwt.split(".");
  const header = decode(head);
  const claims = decode(body);
  if (header === null || claims === null || header.alg !== "RS256") throw undecodable();
  const issuer = String(claims.iss ?? "");
  const app = world.store.apps.values().find(({ id, client_id }) => issuer === String(id) || issuer === client_id);
  if (app === undefined) throw new ApiError(404, "Integration not found");
  const key = createPublicKey(app.public_key);
  if (!verify("RSA-SHA256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"))) throw undecodable();
  checkTimes(claims, world.now().getTime() / 1000);
  return app;
}

function checkTimes({ exp, iat }: Record<string, unknown>, now: number): void {
  if (typeof exp !== "number" || exp <= now) {
    const wanted = "must be a numeric value representing the future time at which the assertion expires";
    throw new ApiError(401, `'Expiration time' claim ('exp') ${wanted}`);
  }
  if (exp > now + LONGEST_SECONDS) throw new ApiError(401, "'Expiration time' claim ('exp') is too far in the future");
  if (typeof iat !== "number" || iat > now + SKEW_SECONDS) {
    throw new ApiError(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued");
  }
}

function undecodable(): ApiError {
  return new ApiError(401, "A JSON web token could not be decoded");
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
