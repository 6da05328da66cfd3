import { requireAccess, sees } from "../auth/access.ts";
import { actorOf } from "../auth/viewer.ts";
import { branchSha, readRef, resolveCommit } from "../git/refs.ts";
import { needs } from "../http/context.ts";
import { accountJson } from "../payloads/account.ts";
import type { PullIssue } from "../payloads/pull.ts";
import { accountOf, issueOf, repositoryOf } from "../store/store.ts";
import type { Account, Issue, Repository } from "../store/types.ts";
import { fullName, gitDir, isoSeconds, nodeId, pageUrl } from "../world.ts";
import { closingIssues } from "./closing-issues.ts";
import { createCommitOnBranch } from "./create-commit.ts";
import { type Context, type Field, FieldError, type Schema } from "./execute.ts";
import { type CommitValue, commitOf, type RefValue } from "./values.ts";

interface IssueValue {
  repository: Repository;
  issue: Issue;
}
interface PullValue {
  repository: Repository;
  issue: PullIssue;
}

/** A scalar, read from the parent. */
function scalar<P>(read: (parent: P, context: Context) => unknown): Field {
  return { type: null, resolve: (parent, _given, context) => read(parent as P, context) };
}
/** An object or list of objects of a type. */
function object<P>(type: string, read: (parent: P, given: Record<string, unknown>, context: Context) => unknown): Field {
  return { type, resolve: (parent, given, context) => read(parent as P, given, context) };
}

/** The part of GitHub's GraphQL schema that an App like TFactory asks for. */
export const schema: Schema = {
  Query: {
    viewer: object("Actor", (_, __, { viewer }) => actorOf(viewer).account),
    rateLimit: object("RateLimit", (_, __, { budget: { limit, used, reset } }) => {
      return { limit, used, cost: 1, remaining: Math.max(0, limit - used), resetAt: isoSeconds(new Date(reset * 1000)) };
    }),
    repository: object("Repository", (_, { owner, name }, { world, viewer }) => {
      const found = repositoryOf(world.store, String(owner), String(name));
      if (found !== undefined && sees(viewer, found)) return found;
      throw new FieldError("NOT_FOUND", `Could not resolve to a Repository with the name '${String(owner)}/${String(name)}'.`);
    }),
  },
  Mutation: {
    createCommitOnBranch: object("CreateCommitOnBranchPayload", (_, { input }, context) => createCommitOnBranch(input, context)),
  },
  CreateCommitOnBranchPayload: {
    clientMutationId: scalar<{ clientMutationId: string | null }>((payload) => payload.clientMutationId),
    commit: object<{ commit: CommitValue }>("Commit", (payload) => payload.commit),
    ref: object<{ ref: RefValue }>("Ref", (payload) => payload.ref),
  },
  RateLimit: Object.fromEntries(
    ["limit", "cost", "remaining", "used", "resetAt"].map((name) => [
      name,
      scalar<Record<string, unknown>>((limit) => limit[name]),
    ]),
  ),
  Actor: {
    login: scalar<Account>(({ login, type }) => (type === "Bot" ? login.replace("[bot]", "") : login)),
    url: scalar<Account>((account, { world }) => accountJson(world, account).html_url),
  },
  Repository: {
    id: scalar<Repository>(({ id }) => nodeId("R", id)),
    databaseId: scalar<Repository>(({ id }) => id),
    name: scalar<Repository>(({ name }) => name),
    nameWithOwner: scalar<Repository>(fullName),
    url: scalar<Repository>((repository, { world }) => pageUrl(world, repository)),
    isPrivate: scalar<Repository>((repository) => repository.private),
    isFork: scalar<Repository>(({ parent_id }) => parent_id !== null),
    owner: object<Repository>("Actor", ({ owner }, _, { world }) => accountOf(world.store, owner)),
    defaultBranchRef: object<Repository>("Ref", (repository, _, context) =>
      refOf(context, repository, `refs/heads/${repository.default_branch}`),
    ),
    ref: object<Repository>("Ref", async (repository, { qualifiedName }, context) => {
      const name = String(qualifiedName);
      return (await refOf(context, repository, name.startsWith("refs/") ? name : `refs/heads/${name}`)) ?? null;
    }),
    object: object<Repository>("Commit", async (repository, { oid, expression }, { world }) => {
      const sha = await resolveCommit(gitDir(world, repository), String(oid ?? expression));
      return sha === null ? null : commitOf(world, repository, sha);
    }),
    issue: object<Repository>("Issue", (repository, { number }, context) => {
      const issue = issueOf(context.world.store, repository, Number(number));
      if (issue === undefined || issue.pull !== null)
        throw new FieldError("NOT_FOUND", `Could not resolve to an Issue with the number of ${String(number)}.`);
      requireAccess(context.viewer, repository, needs("issues"));
      return { repository, issue };
    }),
    pullRequest: object<Repository>("PullRequest", (repository, { number }, context) => {
      const issue = issueOf(context.world.store, repository, Number(number));
      if (issue === undefined || issue.pull === null) {
        throw new FieldError("NOT_FOUND", `Could not resolve to a PullRequest with the number of ${String(number)}.`);
      }
      requireAccess(context.viewer, repository, needs("pull_requests"));
      return { repository, issue };
    }),
  },
  Issue: issueFields("issues", "I"),
  PullRequest: {
    ...issueFields("pull", "PR"),
    isDraft: scalar<PullValue>(({ issue }) => issue.pull.draft),
    merged: scalar<PullValue>(({ issue }) => issue.pull.merged_at !== null),
    state: scalar<PullValue>(({ issue }) => (issue.pull.merged_at === null ? issue.state.toUpperCase() : "MERGED")),
    headRefName: scalar<PullValue>(({ issue }) => issue.pull.head_ref),
    headRefOid: scalar<PullValue>(({ issue }) => issue.pull.head_sha),
    baseRefName: scalar<PullValue>(({ issue }) => issue.pull.base_ref),
    baseRefOid: scalar<PullValue>(({ issue }) => issue.pull.base_sha),
    isCrossRepository: scalar<PullValue>(({ repository, issue }) => issue.pull.head_repository_id !== repository.id),
    headRepository: object<PullValue>("Repository", ({ issue }, _, { world }) =>
      world.store.repositories.get(issue.pull.head_repository_id ?? 0),
    ),
    closingIssuesReferences: object<PullValue>("IssueConnection", ({ repository, issue }, { first, after }, context) =>
      closingIssues(repository, issue, { first, after }, context),
    ),
  },
  IssueConnection: {
    totalCount: scalar<{ total: number }>(({ total }) => total),
    nodes: object<{ nodes: IssueValue[] }>("Issue", ({ nodes }) => nodes),
    pageInfo: object<{ page: unknown }>("PageInfo", ({ page }) => page),
  },
  PageInfo: {
    hasNextPage: scalar<{ more: boolean }>(({ more }) => more),
    endCursor: scalar<{ cursor: string | null }>(({ cursor }) => cursor),
  },
  Ref: {
    id: scalar<RefValue>(({ repository, ref }) => nodeId("REF", `${repository.id}:${ref}`)),
    name: scalar<RefValue>(({ ref }) => ref.replace(/^refs\/[^/]+\//, "")),
    prefix: scalar<RefValue>(({ ref }) => /^refs\/[^/]+\//.exec(ref)?.[0] ?? ""),
    target: object<RefValue>("Commit", ({ repository, sha }, _, { world }) => commitOf(world, repository, sha)),
  },
  Commit: {
    id: scalar<CommitValue>(({ commit }) => nodeId("C", commit.sha)),
    oid: scalar<CommitValue>(({ commit }) => commit.sha),
    abbreviatedOid: scalar<CommitValue>(({ commit }) => commit.sha.slice(0, 7)),
    url: scalar<CommitValue>(({ repository, commit }, { world }) => `${pageUrl(world, repository)}/commit/${commit.sha}`),
    message: scalar<CommitValue>(({ commit }) => commit.message),
    messageHeadline: scalar<CommitValue>(({ commit }) => commit.message.split("\n", 1)[0]),
    committedDate: scalar<CommitValue>(({ commit }) => commit.committer.date),
    signature: object<CommitValue>("GitSignature", ({ repository, commit }) =>
      repository.verified.includes(commit.sha) ? {} : null,
    ),
  },
  GitSignature: {
    isValid: scalar(() => true),
    state: scalar(() => "VALID"),
    wasSignedByGitHub: scalar(() => true),
  },
};

function issueFields(kind: string, prefix: string): Record<string, Field> {
  return {
    id: scalar<IssueValue>(({ issue }) => nodeId(prefix, issue.id)),
    databaseId: scalar<IssueValue>(({ issue }) => issue.pull?.id ?? issue.id),
    number: scalar<IssueValue>(({ issue }) => issue.number),
    title: scalar<IssueValue>(({ issue }) => issue.title),
    body: scalar<IssueValue>(({ issue }) => issue.body ?? ""),
    state: scalar<IssueValue>(({ issue }) => issue.state.toUpperCase()),
    url: scalar<IssueValue>(({ repository, issue }, { world }) => `${pageUrl(world, repository)}/${kind}/${issue.number}`),
    author: object<IssueValue>("Actor", ({ issue }, _, { world }) => world.store.accounts.get(issue.user_id)),
    repository: object<IssueValue>("Repository", ({ repository }) => repository),
  };
}

async function refOf({ world }: Context, repository: Repository, ref: string): Promise<RefValue | null> {
  const dir = gitDir(world, repository);
  const sha = ref.startsWith("refs/heads/") ? await branchSha(dir, ref.slice("refs/heads/".length)) : await readRef(dir, ref);
  return sha === null ? null : { repository, ref, sha };
}
