import { type Needs, requireAccess, sees } from "../auth/access.ts";
import { actorOf, type Viewer } from "../auth/viewer.ts";
import { issueOf, renamedRepository, repositoryOf } from "../store/store.ts";
import type { App, Issue, Level, Repository, Role } from "../store/types.ts";
import { type Actor, gitDir, type World } from "../world.ts";
import { ApiError, notFound, type Reply } from "./reply.ts";

/** One request to the REST API, authenticated and valid by its schema. */
export interface Call {
  world: World;
  viewer: Viewer;
  method: string;
  path: Record<string, string>;
  query: Record<string, string>;
  body: Record<string, unknown>;
  headers: Record<string, string | undefined>;
  /** The address that was asked, without its query. */
  url: string;
}

export type Handler = (call: Call) => Reply | Promise<Reply>;
export type Handlers = Record<string, Handler>;

/** A call on a repository that the viewer may make. */
export interface RepositoryCall extends Call {
  repository: Repository;
  dir: string;
}

/** Asks for `level` of a permission (or of any one of several), and for a person's role: by the level unless told. */
export function needs(permissions: string | string[], level: Level = "read", role?: Role): Needs {
  const names = Array.isArray(permissions) ? permissions : [permissions];
  return { permissions: names.map((name) => ({ [name]: level })), role: role ?? (level === "read" ? "read" : "write") };
}

/** A handler of `/repos/{owner}/{repo}/…`: 404 for who may not see the repository, 403 for who may not do this. */
export function onRepository(what: Needs, work: (call: RepositoryCall) => Reply | Promise<Reply>): Handler {
  return (call) => {
    const repository = repositoryOf(call.world.store, call.path.owner ?? "", call.path.repo ?? "");
    if (repository === undefined) return moved(call);
    requireAccess(call.viewer, repository, what);
    return work({ ...call, repository, dir: gitDir(call.world, repository) });
  };
}

/** Where a renamed repository is now, by its number; 404 for one that never was or may not be seen. */
function moved({ world, viewer, path, url, method }: Call): Reply {
  const { owner = "", repo = "" } = path;
  const repository = renamedRepository(world.store, owner, repo);
  if (repository === undefined || !sees(viewer, repository)) throw notFound();
  const location = url.replace(`/repos/${owner}/${repo}`, `/repositories/${repository.id}`);
  return { status: method === "GET" ? 301 : 307, body: { message: "Moved Permanently", url: location }, headers: { location } };
}

/** A handler of `/app/…`: for an App that shows its JWT. */
export function asApp(work: (call: Call & { app: App }) => Reply | Promise<Reply>): Handler {
  return (call) => {
    if (call.viewer.kind !== "app") throw new ApiError(401, "A JSON web token could not be decoded");
    return work({ ...call, app: call.viewer.app });
  };
}

/** The issue or pull request a path names. */
export function issueIn({ world, repository, path }: RepositoryCall): Issue {
  const issue = issueOf(world.store, repository, Number(path.issue_number ?? path.pull_number));
  if (issue === undefined) throw notFound();
  return issue;
}

export function actor(call: Call): Actor {
  return actorOf(call.viewer);
}

/** One page of a list, with the `Link` header to the others. */
export function page<T>(call: Call, all: T[]): { items: T[]; headers: Record<string, string> } {
  const per_page = Math.min(100, Math.max(1, Number(call.query.per_page ?? 30)));
  const number = Math.max(1, Number(call.query.page ?? 1));
  const last = Math.max(1, Math.ceil(all.length / per_page));
  const link = (to: number, rel: string) => {
    const query = new URLSearchParams({ ...call.query, page: String(to) });
    return `<${call.url}?${query}>; rel="${rel}"`;
  };
  const before = number > 1 ? [link(Math.min(number - 1, last), "prev")] : [];
  const after = number < last ? [link(number + 1, "next"), link(last, "last")] : [];
  const links = [...before, ...after, ...(number > 1 ? [link(1, "first")] : [])];
  const items = all.slice((number - 1) * per_page, number * per_page);
  return { items, headers: links.length === 0 ? {} : { link: links.join(", ") } };
}

/** A page of a list as the whole answer. */
export function list<T>(call: Call, all: T[], render: (item: T) => unknown): Reply {
  const { items, headers } = page(call, all);
  return { status: 200, body: items.map(render), headers };
}
