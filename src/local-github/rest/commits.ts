import { countCommits, listCommits, readCommit } from "../git/commits.ts";
import { diffFiles, diffText, EMPTY_TREE, patchText } from "../git/diff.ts";
import { mergeBase, resolveCommit } from "../git/refs.ts";
import { fetchInto } from "../git/repository.ts";
import { type Call, type Handlers, list, needs, onRepository, page, type RepositoryCall } from "../http/context.ts";
import { ApiError, notFound, ok, type Reply } from "../http/reply.ts";
import { commitJson, fileJson } from "../payloads/commit.ts";
import { isPull, pullJson } from "../payloads/pull.ts";
import { accountOf, must } from "../store/store.ts";
import { gitDir, pageUrl, repositoryUrl } from "../world.ts";

/** Comparisons and single commits list at most this many files. */
const MOST_FILES = 300;
const MOST_COMMITS = 250;

export const commits: Handlers = {
  "repos/list-commits": onRepository(needs("contents"), async (call) => {
    const { world, repository, dir, query } = call;
    const to = await resolveCommit(dir, query.sha ?? "HEAD");
    if (to === null) throw query.sha === undefined ? new ApiError(409, "Git Repository is empty.") : notFound();
    const found = await listCommits(dir, { to, path: query.path });
    return list(call, found, (commit) => commitJson(world, repository, commit));
  }),

  "repos/get-commit": onRepository(needs("contents"), async (call) => {
    const { world, repository, dir, path } = call;
    const sha = await resolveCommit(dir, path.ref ?? "");
    const commit = sha === null ? null : await readCommit(dir, sha);
    if (commit === null) throw new ApiError(422, `No commit found for SHA: ${path.ref}`);
    const from = commit.parents[0] ?? EMPTY_TREE;
    const media = await asText(call, from, commit.sha, () => patchText(dir, from, commit.sha));
    if (media !== null) return media;
    if (/\.sha\b/.test(call.headers.accept ?? "")) return text(commit.sha, "application/vnd.github.sha");
    const all = await diffFiles(dir, from, commit.sha);
    const additions = all.reduce((sum, file) => sum + file.additions, 0);
    const deletions = all.reduce((sum, file) => sum + file.deletions, 0);
    const stats = { total: additions + deletions, additions, deletions };
    const { items, headers } = page({ ...call, query: { per_page: String(MOST_FILES), ...call.query } }, all);
    const files = items.map((file) => fileJson(world, repository, commit.sha, file));
    return { status: 200, body: { ...commitJson(world, repository, commit), stats, files }, headers };
  }),

  "repos/compare-commits-with-basehead": onRepository(needs("contents"), async (call) => {
    const { world, repository, dir, path } = call;
    const [base_name, head_name] = (path.basehead ?? "").split("...");
    const base = base_name === undefined ? null : await endOf(call, base_name);
    const head = head_name === undefined ? null : await endOf(call, head_name);
    if (base === null || head === null) throw notFound();
    const ancestor = await mergeBase(dir, base, head);
    if (ancestor === null) throw new ApiError(404, `No common ancestor between ${base_name} and ${head_name}.`);
    const media = await asText(call, ancestor, head, () => patchText(dir, ancestor, head));
    if (media !== null) return media;
    const between = (await listCommits(dir, { to: head, from: base })).reverse();
    const behind_by = await countCommits(dir, base, head);
    const ahead_by = between.length;
    const render = async (sha: string) => commitJson(world, repository, must(await readCommit(dir, sha), `commit ${sha}`));
    const range = (path.basehead ?? "").split("/").map(encodeURIComponent).join("/");
    const self = `${pageUrl(world, repository)}/compare/${range}`;
    const { items, headers } = page({ ...call, query: { per_page: String(MOST_COMMITS), ...call.query } }, between);
    const files = await diffFiles(dir, ancestor, head);
    const body = {
      url: `${repositoryUrl(world, repository)}/compare/${range}`,
      html_url: self,
      permalink_url: `${pageUrl(world, repository)}/compare/${base.slice(0, 7)}...${head.slice(0, 7)}`,
      diff_url: `${self}.diff`,
      patch_url: `${self}.patch`,
      base_commit: await render(base),
      merge_base_commit: await render(ancestor),
      status: ahead_by > 0 && behind_by > 0 ? "diverged" : ahead_by > 0 ? "ahead" : behind_by > 0 ? "behind" : "identical",
      ahead_by,
      behind_by,
      total_commits: between.length,
      commits: items.map((commit) => commitJson(world, repository, commit)),
      files: files.slice(0, MOST_FILES).map((file) => fileJson(world, repository, head, file)),
    };
    return { status: 200, body, headers };
  }),

  "repos/list-pull-requests-associated-with-commit": onRepository(needs(["pull_requests", "contents"]), async (call) => {
    const { world, repository, dir, path } = call;
    const sha = await resolveCommit(dir, path.commit_sha ?? "");
    if (sha === null) throw new ApiError(422, `No commit found for SHA: ${path.commit_sha}`);
    const issues = [...world.store.issues.values()].filter(isPull).filter((one) => one.repository_id === repository.id);
    const holds = await Promise.all(
      issues.map(async ({ pull }) =>
        (await listCommits(dir, { to: pull.head_sha, from: pull.base_sha })).some((one) => one.sha === sha),
      ),
    );
    return list(
      call,
      issues.filter((_, at) => holds[at]),
      (issue) => pullJson(world, repository, issue),
    );
  }),
};

/** The diff or patch, when the request's `Accept` asks for one. */
export async function asText(
  call: RepositoryCall,
  from: string,
  to: string,
  patch: () => Promise<string>,
): Promise<Reply | null> {
  const accept = call.headers.accept ?? "";
  if (/application\/vnd\.github(\.v3)?\.diff/.test(accept))
    return text(await diffText(call.dir, from, to), "application/vnd.github.diff");
  return /application\/vnd\.github(\.v3)?\.patch/.test(accept) ? text(await patch(), "application/vnd.github.patch") : null;
}

function text(content: string, type: string): Reply {
  return { ...ok(Buffer.from(content)), headers: { "content-type": `${type}; charset=utf-8` } };
}

/** One end of a comparison: a name here, or `owner:branch` of a fork in the same network. */
async function endOf({ world, repository, dir }: Call & RepositoryCall, name: string): Promise<string | null> {
  const [, owner, branch] = /^([^:]+):(.+)$/.exec(name) ?? [];
  if (owner === undefined || branch === undefined || accountOf(world.store, owner) === undefined) return resolveCommit(dir, name);
  if (owner === repository.owner) return resolveCommit(dir, branch);
  const fork = world.store.repositories.values().find((one) => one.owner === owner && one.parent_id === repository.id);
  const sha = fork === undefined ? null : await resolveCommit(gitDir(world, fork), branch);
  if (fork !== undefined && sha !== null) await fetchInto(dir, gitDir(world, fork), [sha]);
  return sha;
}
