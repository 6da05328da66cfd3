import { createHmac } from "node:crypto";
import { readCommit } from "../git/commits.ts";
import { branchSha, listRefs, resolveCommit } from "../git/refs.ts";
import { sizeOf } from "../git/repository.ts";
import { actor, type Handlers, list, needs, onRepository } from "../http/context.ts";
import { ApiError, NOTHING, notFound, ok } from "../http/reply.ts";
import { commitJson } from "../payloads/commit.ts";
import { fullRepositoryJson } from "../payloads/repository.ts";
import { must } from "../store/store.ts";
import type { Repository } from "../store/types.ts";
import { tellApps } from "../webhooks/events.ts";
import { fullName, pageUrl, repositoryUrl, type World } from "../world.ts";

/** A dispatch's payload holds at most this many bytes. */
const PAYLOAD_BYTES = 65_535;

export const repos: Handlers = {
  "repos/get": onRepository(needs("metadata"), async ({ world, repository, dir }) =>
    ok({ ...fullRepositoryJson(world, repository), size: await sizeOf(dir) }),
  ),

  "repos/list-branches": onRepository(needs("contents"), async (call) => {
    const { world, repository, dir } = call;
    const branches = await listRefs(dir, "refs/heads/");
    return list(call, branches, ({ ref, sha }) => {
      const name = ref.slice("refs/heads/".length);
      return {
        name,
        commit: { sha, url: `${repositoryUrl(world, repository)}/commits/${sha}` },
        protected: isProtected(repository, name),
      };
    });
  }),

  "repos/get-branch": onRepository(needs("contents"), async ({ world, repository, dir, path }) => {
    const name = path.branch ?? "";
    const sha = await branchSha(dir, name);
    if (sha === null) throw new ApiError(404, "Branch not found");
    const self = `${repositoryUrl(world, repository)}/branches/${encodeURIComponent(name)}`;
    return ok({
      name,
      commit: commitJson(world, repository, must(await readCommit(dir, sha), `commit ${sha}`)),
      _links: { self, html: `${pageUrl(world, repository)}/tree/${name}` },
      protected: isProtected(repository, name),
      protection: { enabled: isProtected(repository, name) },
      protection_url: `${self}/protection`,
    });
  }),

  "repos/create-dispatch-event": onRepository(needs("contents", "write"), (call) => {
    const { world, repository, body } = call;
    const client_payload = body.client_payload ?? {};
    if (Buffer.byteLength(JSON.stringify(client_payload)) > PAYLOAD_BYTES)
      throw new ApiError(422, "client_payload is too large.");
    const payload = { branch: repository.default_branch, client_payload };
    tellApps(world, repository, actor(call), { event: "repository_dispatch", action: String(body.event_type), payload });
    return NOTHING;
  }),

  "repos/download-tarball-archive": onRepository(needs("contents"), async ({ world, repository, dir, path }) => {
    const sha = await resolveCommit(dir, path.ref ?? "HEAD");
    if (sha === null) throw notFound();
    const location = `${world.url}/_codeload/${fullName(repository)}/legacy.tar.gz/${sha}?token=${archiveToken(repository, sha)}`;
    return { status: 302, headers: { location } };
  }),
};

/** What lets a tarball's address be followed without the token it was made with. */
export function archiveToken(repository: Repository, sha: string): string {
  return createHmac("sha256", ARCHIVE_KEY).update(`${repository.id} ${sha}`).digest("hex").slice(0, 40);
}
const ARCHIVE_KEY = crypto.randomUUID();

/** A repository by its number, the way GitHub's own `url` redirects name it: the path by owner and name. */
export function pathByName(world: World, pathname: string): string {
  return pathname.replace(/^\/repositories\/(\d+)/, (whole, id: string) => {
    const repository = world.store.repositories.get(Number(id));
    return repository === undefined ? whole : `/repos/${fullName(repository)}`;
  });
}

function isProtected(repository: Repository, branch: string): boolean {
  return repository.rules.some((rule) => rule.branch === branch);
}
