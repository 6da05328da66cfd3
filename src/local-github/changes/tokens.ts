import { randomBytes } from "node:crypto";
import type { Account, Installation, Permissions, Repository, Token } from "../store/types.ts";
import { isoSeconds, type World } from "../world.ts";

const HOUR_MS = 3_600_000;

/** An installation's token for an hour, in the long form with dots GitHub gives since 2026. */
export function createInstallationToken(
  world: World,
  installation: Installation,
  permissions: Permissions,
  repositories: Repository[] | null,
): Token {
  const part = (bytes: number) => randomBytes(bytes).toString("base64url");
  return keep(world, {
    token: `ghs_${installation.app_id}_${part(27)}.${part(240)}.${part(64)}`,
    kind: "installation",
    installation_id: installation.id,
    user_id: null,
    permissions: { ...permissions },
    scopes: [],
    repository_ids: repositories === null ? null : repositories.map(({ id }) => id),
    expires_at: isoSeconds(new Date(world.now().getTime() + HOUR_MS)),
  });
}

export type UserTokenGrant = { scopes: string[] } | { permissions: Permissions; repositories: Repository[] | null };

/** A personal access token: classic with scopes, or fine-grained with permissions on some repositories. */
export function createUserToken(world: World, account: Account, grant: UserTokenGrant): Token {
  const classic = "scopes" in grant;
  const letters = randomBytes(27).toString("hex");
  return keep(world, {
    token: classic ? `ghp_${letters.slice(0, 36)}` : `github_pat_${letters.slice(0, 22)}_${letters}`,
    kind: classic ? "classic" : "fine-grained",
    installation_id: null,
    user_id: account.id,
    permissions: classic ? {} : { ...grant.permissions },
    scopes: classic ? [...grant.scopes] : [],
    repository_ids: classic || grant.repositories === null ? null : grant.repositories.map(({ id }) => id),
    expires_at: null,
  });
}

function keep(world: World, token: Token): Token {
  world.store.tokens.set(token.token, token);
  return token;
}
