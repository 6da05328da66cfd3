import { changesWorkflows, refuseWorkflows } from "../auth/workflows.ts";
import { signatures } from "../changes/commits.ts";
import { type Person, readCommit, writeCommit } from "../git/commits.ts";
import { read } from "../git/run.ts";
import { listTree, objectType, readBlob, type TreeChange, writeBlob, writeTree } from "../git/trees.ts";
import { actor, type Handlers, needs, onRepository, type RepositoryCall } from "../http/context.ts";
import { ApiError, created, notFound, ok } from "../http/reply.ts";
import { gitCommitJson } from "../payloads/commit.ts";
import { must } from "../store/store.ts";
import { nodeId, repositoryUrl } from "../world.ts";

/** A recursive listing stops here and says so. */
const MOST_ENTRIES = 100_000;

interface GivenEntry {
  path?: string;
  mode?: string;
  type?: string;
  sha?: string | null;
  content?: string;
}
type GivenPerson = Partial<Person> | undefined;

export const gitObjects: Handlers = {
  "git/create-blob": onRepository(needs("contents", "write"), async ({ world, repository, dir, body }) => {
    const encoding = body.encoding === "base64" ? "base64" : "utf8";
    const sha = await writeBlob(dir, Buffer.from(String(body.content), encoding));
    return created({ sha, url: `${repositoryUrl(world, repository)}/git/blobs/${sha}` });
  }),

  "git/get-blob": onRepository(needs("contents"), async ({ world, repository, dir, path, headers }) => {
    const sha = path.file_sha ?? "";
    if ((await objectType(dir, sha)) !== "blob") throw notFound();
    const content = await readBlob(dir, sha);
    if (/\braw\b/.test(headers.accept ?? ""))
      return { status: 200, body: content, headers: { "content-type": "application/vnd.github.raw" } };
    const url = `${repositoryUrl(world, repository)}/git/blobs/${sha}`;
    return ok({
      sha,
      node_id: nodeId("B", sha),
      size: content.length,
      url,
      content: content.toString("base64"),
      encoding: "base64",
    });
  }),

  "git/create-tree": onRepository(needs("contents", "write"), async (call) => {
    const { dir, body, viewer } = call;
    const base = body.base_tree === undefined ? null : String(body.base_tree);
    const base_type = base === null ? "tree" : await objectType(dir, base);
    if (base_type !== "tree" && base_type !== "commit") throw new ApiError(422, "base_tree is not a valid tree oid");
    const entries = body.tree as GivenEntry[];
    if (changesWorkflows(entries.map(({ path = "" }) => path))) refuseWorkflows(viewer, 404);
    const changes = await Promise.all(entries.map((entry) => treeChange(dir, entry)));
    const sha = await writeTree(dir, base, changes);
    if (sha === null) throw new ApiError(422, "tree.path contains a malformed path component");
    return created(await treeJson(call, sha, false));
  }),

  "git/get-tree": onRepository(needs("contents"), async (call) => {
    const { dir, path, query } = call;
    const name = path.tree_sha ?? "";
    const found = /^[0-9a-f]{40}$/.test(name) ? name : null;
    const sha = await read(dir, ["rev-parse", "--verify", "--quiet", `${found ?? `refs/heads/${name}`}^{tree}`]).catch(
      () => null,
    );
    if (sha === null) throw notFound();
    return ok(await treeJson(call, sha, query.recursive !== undefined));
  }),

  "git/create-commit": onRepository(needs("contents", "write"), async (call) => {
    const { world, repository, dir, body, viewer } = call;
    const tree = String(body.tree);
    const parents = (body.parents ?? []) as string[];
    if ((await objectType(dir, tree)) !== "tree") throw new ApiError(422, "Tree SHA does not exist");
    for (const parent of parents) {
      if ((await objectType(dir, parent)) !== "commit")
        throw new ApiError(422, "Parent SHA does not exist or is not a commit object");
    }
    const own = signatures(world, actor(call));
    const author = person(body.author as GivenPerson, own.author);
    const committer = person(body.committer as GivenPerson, body.author === undefined ? own.committer : author);
    const sha = await writeCommit(dir, { tree, parents, message: String(body.message), author, committer });
    const alone = body.author === undefined && body.committer === undefined && body.signature === undefined;
    if (alone && viewer.kind === "installation") repository.verified.push(sha);
    return created(gitCommitJson(world, repository, must(await readCommit(dir, sha), "commit")));
  }),

  "git/get-commit": onRepository(needs("contents"), async ({ world, repository, dir, path }) => {
    const sha = path.commit_sha ?? "";
    const commit = (await objectType(dir, sha)) === "commit" ? await readCommit(dir, sha) : null;
    if (commit === null) throw notFound();
    return ok(gitCommitJson(world, repository, commit));
  }),

  "git/create-tag": onRepository(needs("contents", "write"), async (call) => {
    const { world, dir, body } = call;
    const { object, type, tag, message } = body as Record<string, string>;
    if ((await objectType(dir, object ?? "")) !== type) throw new ApiError(422, "Object does not exist");
    const { name, email, date } = person(body.tagger as GivenPerson, signatures(world, actor(call)).author);
    const tagger = `tagger ${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
    const sha = await read(dir, ["mktag"], `object ${object}\ntype ${type}\ntag ${tag}\n${tagger}\n\n${message}\n`);
    return created(await tagJson(call, sha));
  }),

  "git/get-tag": onRepository(needs("contents"), async (call) => {
    const sha = call.path.tag_sha ?? "";
    if ((await objectType(call.dir, sha)) !== "tag") throw notFound();
    return ok(await tagJson(call, sha));
  }),
};

async function treeChange(dir: string, entry: GivenEntry): Promise<TreeChange> {
  const { path, mode = "100644", sha, content } = entry;
  if (path === undefined || path === "") throw new ApiError(422, "tree.path cannot be empty");
  if (path.startsWith("/")) throw new ApiError(422, "tree.path cannot start with a slash");
  if (content !== undefined && sha !== undefined)
    throw new ApiError(422, "Must supply either tree.sha or tree.content, not both");
  if (content === undefined && sha === undefined) throw new ApiError(422, "Must supply either tree.sha or tree.content");
  if (content !== undefined) return { path, mode, sha: await writeBlob(dir, Buffer.from(content)) };
  const wanted = mode === "160000" ? null : mode === "040000" ? "tree" : "blob";
  if (typeof sha === "string" && wanted !== null && (await objectType(dir, sha)) !== wanted) {
    throw new ApiError(422, `tree.sha ${sha} is not a valid ${wanted}`);
  }
  return { path, mode, sha: sha ?? null };
}

async function treeJson({ world, repository, dir }: RepositoryCall, sha: string, recursive: boolean) {
  const api = repositoryUrl(world, repository);
  const entries = await listTree(dir, sha, recursive);
  const tree = entries.slice(0, MOST_ENTRIES).map(({ size, ...entry }) => ({
    ...entry,
    ...(size === null ? {} : { size }),
    ...(entry.type === "commit" ? {} : { url: `${api}/git/${entry.type}s/${entry.sha}` }),
  }));
  return { sha, url: `${api}/git/trees/${sha}`, tree, truncated: entries.length > MOST_ENTRIES };
}

async function tagJson({ world, repository, dir }: RepositoryCall, sha: string) {
  const text = await read(dir, ["cat-file", "tag", sha]);
  const field = (name: string) => new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1] ?? "";
  const [, name = "", email = "", seconds = "0"] = /^(.*) <(.*)> (\d+)/.exec(field("tagger")) ?? [];
  const api = repositoryUrl(world, repository);
  const type = field("type");
  return {
    node_id: nodeId("TA", sha),
    tag: field("tag"),
    sha,
    url: `${api}/git/tags/${sha}`,
    message: text.slice(text.indexOf("\n\n") + 2),
    tagger: { name, email, date: `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}Z` },
    object: { sha: field("object"), type, url: `${api}/git/${type}s/${field("object")}` },
    verification: { verified: false, reason: "unsigned", signature: null, payload: null, verified_at: null },
  };
}

function person(given: GivenPerson, otherwise: Person): Person {
  return given === undefined
    ? otherwise
    : { name: given.name ?? otherwise.name, email: given.email ?? otherwise.email, date: given.date ?? otherwise.date };
}
