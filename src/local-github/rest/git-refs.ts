import type { CommitOutcome } from "../changes/commits.ts";
import { changeRef, type RefOutcome } from "../changes/refs.ts";
import { isRefName, listRefs, NO_SHA, readRef } from "../git/refs.ts";
import { objectType } from "../git/trees.ts";
import { actor, type Handlers, list, needs, onRepository, type RepositoryCall } from "../http/context.ts";
import { ApiError, NOTHING, notFound } from "../http/reply.ts";
import { nodeId, repositoryUrl } from "../world.ts";

export const gitRefs: Handlers = {
  "git/get-ref": onRepository(needs("contents"), async (call) => {
    const ref = `refs/${call.path.ref}`;
    const sha = await readRef(call.dir, ref);
    if (sha === null) throw notFound();
    return { status: 200, body: await refJson(call, ref, sha) };
  }),

  "git/list-matching-refs": onRepository(needs("contents"), async (call) => {
    const refs = await listRefs(call.dir, `refs/${call.path.ref}`);
    return list(call, refs, (one) => rendered(call, one.ref, one.sha, one.type));
  }),

  "git/create-ref": onRepository(needs("contents", "write"), async (call) => {
    const ref = String(call.body.ref);
    const sha = String(call.body.sha);
    const well_formed = /^refs\/(?!pull\/)[^/]+\/./.test(ref) && (await isRefName(call.dir, ref));
    if (!well_formed) throw new ApiError(422, "Reference name is invalid");
    await mustExist(call, sha, ref);
    const outcome = await changeRef(call.world, call.repository, { ref, to: sha, from: NO_SHA, force: false }, actor(call));
    if (outcome.status === "elsewhere") throw new ApiError(422, "Reference already exists");
    if (outcome.status !== "moved") throw refuseRef(outcome, 422);
    return { status: 201, body: await refJson(call, ref, sha) };
  }),

  "git/update-ref": onRepository(needs("contents", "write"), async (call) => {
    const ref = `refs/${call.path.ref}`;
    const sha = String(call.body.sha);
    if ((await readRef(call.dir, ref)) === null) throw new ApiError(422, "Reference does not exist");
    await mustExist(call, sha, ref);
    const force = call.body.force === true;
    const outcome = await changeRef(call.world, call.repository, { ref, to: sha, from: null, force }, actor(call));
    if (outcome.status !== "moved") throw refuseRef(outcome, 422);
    return { status: 200, body: await refJson(call, ref, sha) };
  }),

  "git/delete-ref": onRepository(needs("contents", "write"), async (call) => {
    const ref = `refs/${call.path.ref}`;
    const outcome = await changeRef(call.world, call.repository, { ref, to: NO_SHA, from: null, force: true }, actor(call));
    if (outcome.status !== "moved") throw refuseRef(outcome, 422);
    return NOTHING;
  }),
};

/** The error for a ref that did not move, in GitHub's words. */
export function refuseRef(outcome: Exclude<RefOutcome, { status: "moved" }> | CommitOutcome, status: 409 | 422): ApiError {
  if (outcome.status === "refused") {
    const heading = outcome.kind === "ruleset" ? "Repository rule violations found\n\n" : "";
    return new ApiError(status, `${heading}${outcome.message}${heading === "" ? "" : "\n\n"}`);
  }
  if (outcome.status === "not-fast-forward") return new ApiError(422, "Update is not a fast forward");
  if (outcome.status === "elsewhere" && outcome.at === null) return new ApiError(422, "Reference does not exist");
  if (outcome.status === "elsewhere") return new ApiError(status, "Update is not a fast forward");
  return new ApiError(422, "Tree could not be created");
}

/** A branch points at a commit, any other ref at any object that is there. */
async function mustExist({ dir }: RepositoryCall, sha: string, ref: string): Promise<void> {
  const type = /^[0-9a-f]{40}$/.test(sha) ? await objectType(dir, sha) : null;
  if (type === null) throw new ApiError(422, "Object does not exist");
  if (ref.startsWith("refs/heads/") && type !== "commit") throw new ApiError(422, `Object is not a commit`);
}

async function refJson(call: RepositoryCall, ref: string, sha: string) {
  return rendered(call, ref, sha, (await objectType(call.dir, sha)) ?? "commit");
}

function rendered({ world, repository }: RepositoryCall, ref: string, sha: string, type: string) {
  const api = repositoryUrl(world, repository);
  const url = `${api}/git/${ref.split("/").map(encodeURIComponent).join("/")}`;
  return {
    ref,
    node_id: nodeId("REF", `${repository.id}:${ref}`),
    url,
    object: { type, sha, url: `${api}/git/${type}s/${sha}` },
  };
}
