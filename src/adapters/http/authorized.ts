import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * Whether a request carries the token: as `Authorization: Bearer`, or as the password a browser asks its person for. Answers
 * the request with 401 when it does not.
 */
export function isAuthorized(request: IncomingMessage, response: ServerResponse, token: string): boolean {
  const [, scheme = "", credentials = ""] = /^(\w+) (.+)$/.exec(request.headers.authorization ?? "") ?? [];
  const given = scheme.toLowerCase() === "basic" ? passwordOf(credentials) : credentials;
  if (["basic", "bearer"].includes(scheme.toLowerCase()) && isSame(given, token)) return true;
  response.writeHead(401, { "www-authenticate": 'Basic realm="TFactory", charset="UTF-8"', "cache-control": "no-store" });
  response.end("This page needs the token of TFACTORY_STATUS_TOKEN, as a bearer token or as the password of any user.\n");
  return false;
}

function passwordOf(credentials: string): string {
  const decoded = Buffer.from(credentials, "base64").toString("utf8");
  return decoded.slice(decoded.indexOf(":") + 1);
}

/** Takes the same time whatever is given. */
function isSame(given: string, token: string): boolean {
  const hash = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(hash(given), hash(token));
}
