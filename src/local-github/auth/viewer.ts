import { ApiError } from "../http/reply.ts";
import { must } from "../store/store.ts";
import type { Account, App, Installation, Token } from "../store/types.ts";
import type { Actor, World } from "../world.ts";
import { readAppJwt } from "./app-jwt.ts";

/** Who asks. */
export type Viewer =
  | { kind: "anonymous" }
  | { kind: "app"; app: App }
  | { kind: "installation"; app: App; bot: Account; installation: Installation; token: Token }
  | { kind: "user"; account: Account; token: Token };

/** Reads an `Authorization` header: a token or an App's JWT as Bearer or token, or a token as Basic's password. 401 otherwise. */
export function authenticate(world: World, header: string | undefined): Viewer {
  if (header === undefined) return { kind: "anonymous" };
  const [scheme = "", credential = ""] = header.trim().split(/\s+/, 2);
  if (/^basic$/i.test(scheme)) return behindToken(world, basicPassword(credential));
  if (!/^(bearer|token)$/i.test(scheme)) throw new ApiError(401, "Bad credentials");
  const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/.test(credential) && !credential.startsWith("ghs_");
  return jwt ? { kind: "app", app: readAppJwt(world, credential) } : behindToken(world, credential);
}

/** Who acts when the viewer changes something. Throws 401 for nobody. */
export function actorOf(viewer: Viewer): Actor {
  if (viewer.kind === "installation") return { account: viewer.bot, app: viewer.app };
  if (viewer.kind === "user") return { account: viewer.account, app: null };
  throw new ApiError(401, "Requires authentication");
}

function behindToken(world: World, text: string): Viewer {
  const token = world.store.tokens.get(text);
  const expired = token?.expires_at != null && Date.parse(token.expires_at) <= world.now().getTime();
  if (token === undefined || expired) throw new ApiError(401, "Bad credentials");
  if (token.user_id !== null) {
    return { kind: "user", account: must(world.store.accounts.get(token.user_id), "account"), token };
  }
  const installation = must(world.store.installations.get(token.installation_id ?? 0), "installation");
  if (installation.suspended_at !== null) throw new ApiError(403, "This installation has been suspended");
  const app = must(world.store.apps.get(installation.app_id), "App");
  return { kind: "installation", app, bot: must(world.store.accounts.get(app.bot_id), "bot"), installation, token };
}

function basicPassword(credential: string): string {
  const text = Buffer.from(credential, "base64").toString("utf8");
  return text.slice(text.indexOf(":") + 1);
}
