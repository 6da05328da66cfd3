import { sees } from "../auth/access.ts";
import { roleOf } from "../changes/repositories.ts";
import { type Handlers, list, needs, onRepository } from "../http/context.ts";
import { ApiError, notFound, ok } from "../http/reply.ts";
import { accountJson, publicUserJson } from "../payloads/account.ts";
import { repositoryJson } from "../payloads/repository.ts";
import { accountOf } from "../store/store.ts";
import type { Role } from "../store/types.ts";
import { apiUrl } from "../world.ts";

/** The four words the permission endpoint knows; `role_name` has the finer ones. */
const PERMISSION = { admin: "admin", maintain: "write", write: "write", triage: "read", read: "read" } as const;

export const users: Handlers = {
  "users/get-authenticated": ({ world, viewer }) => {
    if (viewer.kind === "installation") throw new ApiError(403, "Resource not accessible by integration");
    if (viewer.kind !== "user") throw new ApiError(401, "Requires authentication");
    const scopes = viewer.token.kind === "classic" ? { "x-oauth-scopes": viewer.token.scopes.join(", ") } : {};
    return { status: 200, body: publicUserJson(world, viewer.account), headers: scopes };
  },

  "users/get-by-username": ({ world, path }) => {
    const account = accountOf(world.store, path.username ?? "");
    if (account === undefined) throw notFound();
    return ok(publicUserJson(world, account));
  },

  "repos/list-for-authenticated-user": (call) => {
    const { world, viewer } = call;
    if (viewer.kind === "installation") throw new ApiError(403, "Resource not accessible by integration");
    if (viewer.kind !== "user") throw new ApiError(401, "Requires authentication");
    const mine = [...world.store.repositories.values()].filter(
      (one) => roleOf(one, viewer.account.login) !== null && sees(viewer, one),
    );
    return list(call, mine, (one) => {
      const permissions = permissionsOf(roleOf(one, viewer.account.login));
      return { ...repositoryJson(world, one), permissions };
    });
  },

  "repos/get-collaborator-permission-level": onRepository(needs("metadata"), ({ world, repository, path }) => {
    const account = accountOf(world.store, path.username ?? "");
    if (account === undefined) throw notFound();
    const role = roleOf(repository, account.login) ?? (repository.private ? null : "read");
    const permissions = permissionsOf(role);
    const role_name = role ?? "none";
    const permission = role === null ? "none" : PERMISSION[role];
    return ok({ permission, role_name, user: { ...accountJson(world, account), permissions, role_name } });
  }),

  "rate-limit/get": () => ok({}),

  "meta/root": ({ world }) =>
    ok({ current_user_url: `${apiUrl(world)}/user`, repository_url: `${apiUrl(world)}/repos/{owner}/{repo}` }),

  "meta/get": () => ok({ verifiable_password_authentication: true, installed_version: "3.19.0" }),
};

function permissionsOf(role: Role | null) {
  const at_least = (...wanted: Role[]) => role !== null && wanted.includes(role);
  return {
    admin: at_least("admin"),
    maintain: at_least("admin", "maintain"),
    push: at_least("admin", "maintain", "write"),
    triage: at_least("admin", "maintain", "write", "triage"),
    pull: role !== null,
  };
}
