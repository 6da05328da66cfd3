import { roleOf } from "../changes/repositories.ts";
import { ApiError, notFound } from "../http/reply.ts";
import type { Level, Permissions, Repository, Role } from "../store/types.ts";
import { covers } from "../webhooks/events.ts";
import type { Viewer } from "./viewer.ts";

/** What a route asks for: any one of `permissions` of an App or fine-grained token, and `role` of a person. */
export interface Needs {
  permissions: Permissions[];
  role: Role;
}

const ROLES: Role[] = ["read", "triage", "write", "maintain", "admin"];
const LEVELS: Level[] = ["read", "write", "admin"];

/** Throws 404 when the viewer may not even see the repository, 403 when it sees but may not do this. */
export function requireAccess(viewer: Viewer, repository: Repository, needs: Needs): void {
  if (!sees(viewer, repository)) throw notFound();
  if (viewer.kind === "anonymous") {
    if (!onlyReads(needs)) throw new ApiError(401, "Requires authentication");
    return;
  }
  if (viewer.kind === "app") throw new ApiError(401, "Bad credentials");
  const accepted = needs.permissions.map((one) => Object.entries(one).map(([name, level]) => `${name}=${level}`));
  const headers = { "x-accepted-github-permissions": accepted.map((one) => one.join(",")).join("; ") };
  if (viewer.kind === "installation") {
    const inside = reaches(viewer, repository) ? viewer.token.permissions : {};
    const public_read = !repository.private && onlyReads(needs);
    if (public_read || holds(inside, needs)) return;
    throw new ApiError(403, "Resource not accessible by integration", { headers });
  }
  if (viewer.token.kind === "fine-grained" && !holds(viewer.token.permissions, needs)) {
    throw new ApiError(403, "Resource not accessible by personal access token", { headers });
  }
  if (needs.permissions.some((one) => one.checks === "write")) {
    throw new ApiError(403, "You must authenticate via a GitHub App.");
  }
  const may_write = viewer.token.kind === "fine-grained" || hasScope(viewer.token.scopes, repository);
  if (!onlyReads(needs) && !may_write) throw notFound();
  if (!hasRole(roleOf(repository, viewer.account.login), needs.role, repository)) {
    throw needs.role === "triage" ? new ApiError(403, "Must have admin rights to Repository.") : notFound();
  }
}

/** Whether a viewer knows the repository exists. */
export function sees(viewer: Viewer, repository: Repository): boolean {
  if (!repository.private) return true;
  if (viewer.kind === "installation") return reaches(viewer, repository);
  if (viewer.kind !== "user") return false;
  const { token, account } = viewer;
  const reached = token.repository_ids === null || token.repository_ids.includes(repository.id);
  const scoped = token.kind === "fine-grained" ? reached : token.scopes.includes("repo");
  return scoped && roleOf(repository, account.login) !== null;
}

/** Whether a role, or none on a public repository, is at least another. */
export function hasRole(role: Role | null, wanted: Role, repository: Repository): boolean {
  const has = role ?? (repository.private ? null : "read");
  return has !== null && ROLES.indexOf(has) >= ROLES.indexOf(wanted);
}

/** Whether granted permissions hold one of what is asked. Everything granted includes reading the metadata. */
export function holds(granted: Permissions, { permissions }: Needs): boolean {
  const all: Permissions = { metadata: "read", ...granted };
  return permissions.some((one) => Object.entries(one).every(([name, level]) => isEnough(all[name], level)));
}

/** Whether a granted level, if any, is at least another. */
export function isEnough(granted: Level | undefined, wanted: Level): boolean {
  return granted !== undefined && LEVELS.indexOf(granted) >= LEVELS.indexOf(wanted);
}

function reaches({ installation, token }: Extract<Viewer, { kind: "installation" }>, repository: Repository): boolean {
  return covers(installation, repository) && (token.repository_ids?.includes(repository.id) ?? true);
}

function hasScope(scopes: string[], repository: Repository): boolean {
  return scopes.includes("repo") || (!repository.private && scopes.includes("public_repo"));
}

function onlyReads({ permissions }: Needs): boolean {
  return permissions.every((one) => Object.values(one).every((level) => level === "read"));
}
