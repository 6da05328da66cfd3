import { hasRole } from "../auth/access.ts";
import { editIssue } from "../changes/issues.ts";
import { openPull, reopenPull } from "../changes/pulls.ts";
import { roleOf } from "../changes/repositories.ts";
import { listCommits } from "../git/commits.ts";
import { diffFiles, patchText } from "../git/diff.ts";
import { branchSha, mergeBase } from "../git/refs.ts";
import { actor, type Handlers, issueIn, list, needs, onRepository, type RepositoryCall } from "../http/context.ts";
import { ApiError, created, invalid, notFound, ok } from "../http/reply.ts";
import { commitJson, fileJson } from "../payloads/commit.ts";
import { fullPullJson, isPull, type PullIssue, pullJson } from "../payloads/pull.ts";
import { accountOf } from "../store/store.ts";
import type { Repository } from "../store/types.ts";
import { asText } from "./commits.ts";

export const pulls: Handlers = {
  "pulls/list": onRepository(needs("pull_requests"), (call) => {
    const { world, repository, query } = call;
    const { state = "open", head, base } = query;
    const found = [...world.store.issues.values()].filter(isPull).filter(({ repository_id, pull, ...one }) => {
      const at_head = head === undefined || head === `${pull.head_owner}:${pull.head_ref}`;
      const at_base = base === undefined || base === pull.base_ref;
      return repository_id === repository.id && (state === "all" || one.state === state) && at_head && at_base;
    });
    const newest_first = query.direction !== "asc";
    const sorted = found.toSorted((a, b) => (newest_first ? b.number - a.number : a.number - b.number));
    return list(call, sorted, (issue) => pullJson(world, repository, issue));
  }),

  "pulls/create": onRepository(needs("pull_requests", "write", "read"), async (call) => {
    const { world, repository, body } = call;
    const [owner, branch] = String(body.head).includes(":")
      ? String(body.head).split(":", 2)
      : [repository.owner, String(body.head)];
    const head_repository = network(call, owner ?? "");
    if (head_repository === undefined) throw invalid("PullRequest", "head", "invalid");
    const who = actor(call);
    if (who.app === null && !hasRole(roleOf(head_repository, who.account.login), "write", head_repository)) throw notFound();
    const title = typeof body.title === "string" ? body.title : "";
    const text = typeof body.body === "string" ? body.body : null;
    const wanted = {
      title,
      body: text,
      base: String(body.base),
      head: branch ?? "",
      head_repository,
      draft: body.draft === true,
    };
    const outcome = await openPull(world, repository, wanted, who);
    if (outcome.status === "invalid") throw invalid("PullRequest", outcome.field, outcome.code);
    if (outcome.status === "refused") {
      throw new ApiError(422, "Validation Failed", {
        errors: [{ resource: "PullRequest", code: "custom", message: outcome.message }],
      });
    }
    return created(await fullPullJson(world, repository, outcome.issue));
  }),

  "pulls/get": onRepository(needs(["pull_requests", "contents"]), async (call) => {
    const { world, repository, dir } = call;
    const issue = pullIn(call);
    const { base, head } = await rangeOf(call, issue);
    const media = await asText(call, base, head, () => patchText(dir, base, head));
    return media ?? ok(await fullPullJson(world, repository, issue));
  }),

  "pulls/update": onRepository(needs("pull_requests", "write"), async (call) => {
    const { world, repository, dir, body } = call;
    const issue = pullIn(call);
    const text = {
      ...(typeof body.title === "string" ? { title: body.title } : {}),
      ...(typeof body.body === "string" ? { body: body.body } : {}),
    };
    if (body.base !== undefined) {
      const sha = await branchSha(dir, String(body.base));
      if (sha === null) throw invalid("PullRequest", "base", "invalid");
      Object.assign(issue.pull, { base_ref: String(body.base), base_sha: sha });
    }
    await editIssue(world, repository, issue, text, actor(call));
    if (body.state === "closed") await editIssue(world, repository, issue, { state: "closed" }, actor(call));
    if (body.state === "open" && issue.state === "closed") await reopenPull(world, repository, issue, actor(call));
    return ok(await fullPullJson(world, repository, issue));
  }),

  "pulls/list-files": onRepository(needs(["pull_requests", "contents"]), async (call) => {
    const { base, head } = await rangeOf(call, pullIn(call));
    return list(call, await diffFiles(call.dir, base, head), (file) => fileJson(call.world, call.repository, head, file));
  }),

  "pulls/list-commits": onRepository(needs(["pull_requests", "contents"]), async (call) => {
    const { pull } = pullIn(call);
    const found = (await listCommits(call.dir, { to: pull.head_sha, from: pull.base_sha })).reverse();
    return list(call, found.slice(0, 250), (commit) => commitJson(call.world, call.repository, commit));
  }),
};

/** The merge base and the head: what a pull request's diff is of. */
async function rangeOf({ dir }: RepositoryCall, { pull }: PullIssue): Promise<{ base: string; head: string }> {
  return { base: (await mergeBase(dir, pull.base_sha, pull.head_sha)) ?? pull.base_sha, head: pull.head_sha };
}

function pullIn(call: RepositoryCall): PullIssue {
  const issue = issueIn(call);
  if (!isPull(issue)) throw notFound();
  return issue;
}

/** The repository itself or the fork an owner has of it. */
function network({ world, repository }: RepositoryCall, owner: string): Repository | undefined {
  const login = accountOf(world.store, owner)?.login;
  if (login === repository.owner) return repository;
  return world.store.repositories.values().find((one) => one.owner === login && one.parent_id === repository.id);
}
