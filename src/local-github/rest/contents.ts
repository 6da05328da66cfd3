import { changesWorkflows, refuseWorkflows } from "../auth/workflows.ts";
import { commitFiles } from "../changes/commits.ts";
import { readCommit } from "../git/commits.ts";
import { resolveCommit } from "../git/refs.ts";
import { entryAt, listTree, readBlob, type TreeEntry } from "../git/trees.ts";
import { actor, type Handlers, needs, onRepository, type RepositoryCall } from "../http/context.ts";
import { ApiError, notFound, ok, type Reply } from "../http/reply.ts";
import { gitCommitJson } from "../payloads/commit.ts";
import { must } from "../store/store.ts";
import { pageUrl, repositoryUrl } from "../world.ts";
import { refuseRef } from "./git-refs.ts";

/** Files over this size come without their content, over the second one not at all. */
const INLINE_BYTES = 1024 * 1024;
const MOST_BYTES = 100 * INLINE_BYTES;

export const contents: Handlers = {
  "repos/get-content": onRepository(needs("contents"), async (call) => {
    const { dir, query, path } = call;
    const ref = query.ref ?? "HEAD";
    const commit = await resolveCommit(dir, ref);
    if (commit === null)
      throw new ApiError(404, ref === "HEAD" ? "This repository is empty." : `No commit found for the ref ${ref}`);
    const entry = await entryAt(dir, commit, (path.path ?? "").replace(/\/$/, ""));
    if (entry === null) throw notFound();
    if (entry.type === "tree") return ok(await folder(call, commit, entry));
    if (entry.type === "commit") return ok({ ...place(call, commit, entry), type: "submodule", submodule_git_url: null });
    return file(call, commit, entry);
  }),

  "repos/create-or-update-file-contents": onRepository(needs("contents", "write"), (call) =>
    change(call, Buffer.from(String(call.body.content ?? ""), "base64")),
  ),

  "repos/delete-file": onRepository(needs("contents", "write"), (call) => change(call, null)),
};

async function change(call: RepositoryCall, content: Buffer | null): Promise<Reply> {
  const { world, repository, dir, body, path, viewer } = call;
  const branch = String(body.branch ?? repository.default_branch);
  const name = path.path ?? "";
  if (changesWorkflows([name])) refuseWorkflows(viewer, 403);
  const tip = await resolveCommit(dir, `refs/heads/${branch}`);
  if (tip === null && body.branch !== undefined) throw new ApiError(404, `Branch ${branch} not found`);
  const there = tip === null ? null : await entryAt(dir, tip, name);
  if (there !== null && body.sha === undefined) throw new ApiError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  if (there === null && content === null) throw notFound();
  if (body.sha !== undefined && there?.sha !== body.sha) throw new ApiError(409, `${name} does not match ${body.sha}`);
  const own = body.author === undefined && body.committer === undefined && viewer.kind === "installation";
  const files = [{ path: name, content }];
  const wanted = { branch, expected: tip, message: String(body.message), files, verified: own };
  const outcome = await commitFiles(world, repository, wanted, actor(call));
  if (outcome.status !== "committed") throw refuseRef(outcome, 409);
  const commit = gitCommitJson(world, repository, must(await readCommit(dir, outcome.sha), "commit"));
  const entry = content === null ? null : must(await entryAt(dir, outcome.sha, name), name);
  const shown = entry === null ? null : { ...place(call, outcome.sha, entry), type: "file" };
  return { status: there === null ? 201 : 200, body: { content: shown, commit } };
}

async function file(call: RepositoryCall, commit: string, entry: TreeEntry): Promise<Reply> {
  const { dir, headers } = call;
  const size = entry.size ?? 0;
  if (size > MOST_BYTES) throw new ApiError(403, "This API returns blobs up to 100 MB in size.");
  const raw = /application\/vnd\.github(?:\.v3)?[.+]raw/.test(headers.accept ?? "");
  if (raw)
    return {
      status: 200,
      body: await readBlob(dir, entry.sha),
      headers: { "content-type": "application/vnd.github.raw+json; charset=utf-8" },
    };
  const inline = size <= INLINE_BYTES;
  const content = inline ? wrapped(await readBlob(dir, entry.sha)) : "";
  const shown = { ...place(call, commit, entry), content, encoding: inline ? "base64" : "none" };
  if (entry.mode === "120000")
    return ok({ ...shown, type: "symlink", target: (await readBlob(dir, entry.sha)).toString("utf8") });
  return ok({ ...shown, type: "file" });
}

async function folder(call: RepositoryCall, commit: string, entry: TreeEntry) {
  const prefix = entry.path === "" ? "" : `${entry.path}/`;
  const children = await listTree(call.dir, entry.sha, false);
  return children.map((child) => {
    const type =
      child.type === "tree" ? "dir" : child.mode === "120000" ? "symlink" : child.type === "commit" ? "submodule" : "file";
    return { ...place(call, commit, { ...child, path: `${prefix}${child.path}` }), type };
  });
}

function place({ world, repository, query }: RepositoryCall, commit: string, entry: TreeEntry) {
  const ref = query.ref ?? repository.default_branch;
  const path = entry.path.split("/").map(encodeURIComponent).join("/");
  const self = `${repositoryUrl(world, repository)}/contents/${path}?ref=${encodeURIComponent(ref)}`;
  const kind = entry.type === "tree" ? "tree" : "blob";
  const git = `${repositoryUrl(world, repository)}/git/${kind}s/${entry.sha}`;
  const html = `${pageUrl(world, repository)}/${kind}/${ref}/${path}`;
  return {
    name: entry.path.split("/").at(-1) ?? "",
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url: entry.type === "blob" ? `${pageUrl(world, repository)}/raw/${commit}/${path}` : null,
    _links: { self, git, html },
  };
}

/** Base64 in lines of 60 characters, as GitHub writes it. */
function wrapped(content: Buffer): string {
  return content.toString("base64").replaceAll(/.{60}(?=.)/g, "$&\n") + (content.length > 0 ? "\n" : "");
}
