import type { IncomingMessage, ServerResponse } from "node:http";
import { type Needs, requireAccess } from "../auth/access.ts";
import { actorOf, authenticate, type Viewer } from "../auth/viewer.ts";
import { isRewind, refMoved, ruleAgainst } from "../changes/refs.ts";
import { listRefs, NO_SHA } from "../git/refs.ts";
import { advertiseRefs, bodyOf, type GitService, refCommands, serve } from "../git/smart-http.ts";
import { renamedRepository, repositoryOf } from "../store/store.ts";
import type { Repository } from "../store/types.ts";
import { gitDir, type World } from "../world.ts";
import { needs } from "./context.ts";
import { ApiError } from "./reply.ts";

const PATH = /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/;

/** Answers git's own requests. `false`: this is none. */
export async function answerGit(world: World, request: IncomingMessage, response: ServerResponse, url: URL): Promise<boolean> {
  const [, owner, name, action] = PATH.exec(url.pathname) ?? [];
  if (owner === undefined || name === undefined || action === undefined) return false;
  const service = (action === "info/refs" ? url.searchParams.get("service") : action) as GitService | null;
  if (service !== "git-upload-pack" && service !== "git-receive-pack")
    return refuse(response, 403, "Please upgrade your git client.");
  try {
    const viewer = authenticate(world, request.headers.authorization);
    const repository = allowed(world, viewer, owner, name, needs("contents", service === "git-receive-pack" ? "write" : "read"));
    const dir = gitDir(world, repository);
    if (action === "info/refs") advertiseRefs(dir, service, request, response);
    else if (service === "git-upload-pack") (await serve(dir, service, request, response, null))();
    else await receive(world, repository, viewer, request, response);
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const unknown = error.status === 401 || request.headers.authorization === undefined;
    return unknown ? refuse(response, 401, "Authentication failed.") : refuse(response, error.status, `${error.message}.`);
  }
}

/** Lets git take a push, then tells of every branch and tag that moved. */
async function receive(world: World, repository: Repository, viewer: Viewer, request: IncomingMessage, response: ServerResponse) {
  const body = await bodyOf(request);
  const actor = actorOf(viewer);
  const dir = gitDir(world, repository);
  for (const { ref } of refCommands(body)) {
    const rule = ruleAgainst(repository, ref, actor);
    if (rule !== null) throw new ApiError(403, `GH006: Protected branch update failed for ${ref}. ${rule.message}`);
  }
  await world.exclusive(repository, async () => {
    const before = new Map((await listRefs(dir, "refs/")).map(({ ref, sha }) => [ref, sha]));
    const answer = await serve(dir, "git-receive-pack", request, response, body);
    const after = new Map((await listRefs(dir, "refs/")).map(({ ref, sha }) => [ref, sha]));
    for (const ref of new Set([...before.keys(), ...after.keys()])) {
      const from = before.get(ref) ?? NO_SHA;
      const to = after.get(ref) ?? NO_SHA;
      if (from === to || ref.startsWith("refs/pull/")) continue;
      await refMoved(world, repository, { ref, before: from, after: to, forced: await isRewind(dir, from, to) }, actor);
    }
    answer();
  });
}

function allowed(world: World, viewer: Viewer, owner: string, name: string, what: Needs): Repository {
  const named = [decodeURIComponent(owner), decodeURIComponent(name)] as const;
  const repository = repositoryOf(world.store, ...named) ?? renamedRepository(world.store, ...named);
  if (repository === undefined) throw new ApiError(viewer.kind === "anonymous" ? 401 : 404, "Repository not found");
  if (repository.private && viewer.kind === "anonymous") throw new ApiError(401, "Authentication required");
  requireAccess(viewer, repository, what);
  return repository;
}

function refuse(response: ServerResponse, status: number, message: string): true {
  const challenge: Record<string, string> = status === 401 ? { "www-authenticate": 'Basic realm="GitHub"' } : {};
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...challenge }).end(`${message}\n`);
  return true;
}
