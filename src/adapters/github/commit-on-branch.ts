import type { KeptFile } from "../../domain/report.ts";
import type { RepositoryAt } from "./check-runs.ts";
import { GitHubProblem, type ProblemKind, problemKindOfText } from "./problem.ts";

/** One commit to make: on this branch, on top of exactly this commit. */
export interface NewCommit {
  branch: string;
  parent: string;
  message: string;
  write: KeptFile[];
  remove: string[];
}

const MUTATION = `mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`;

/**
 * Commits through the API and gives the commit's sha. GraphQL first: there GitHub itself compares the head and moves the
 * branch in one step, and signs; a server without that mutation gets the steps of the Git Data API. Neither sends an author:
 * only then the commit is GitHub's to sign. Throws `GitHubProblem`: `conflict` when the branch is elsewhere, `unavailable`
 * when nobody knows whether it was done.
 */
export async function commitOnBranch(at: RepositoryAt, commit: NewCommit): Promise<string> {
  try {
    return await commitByGraphql(at, commit);
  } catch (error) {
    if (error instanceof Unsupported) return commitByGitData(at, commit);
    throw error;
  }
}

class Unsupported extends Error {}

async function commitByGraphql({ octokit, owner, repo }: RepositoryAt, commit: NewCommit): Promise<string> {
  const [headline = "", ...body] = commit.message.split("\n");
  const input = {
    branch: { repositoryNameWithOwner: `${owner}/${repo}`, branchName: commit.branch },
    expectedHeadOid: commit.parent,
    message: { headline, body: body.join("\n").trim() },
    fileChanges: {
      additions: commit.write.map(({ path, source }) => ({ path, contents: Buffer.from(source).toString("base64") })),
      deletions: commit.remove.map((path) => ({ path })),
    },
  };
  try {
    const answer = await octokit.graphql<{ createCommitOnBranch: { commit: { oid: string } } }>(MUTATION, { input });
    return answer.createCommitOnBranch.commit.oid;
  } catch (error) {
    if (error instanceof GitHubProblem) throw error.status === 404 ? new Unsupported(error.message) : error;
    throw graphqlProblem(error);
  }
}

const KINDS: Readonly<Record<string, ProblemKind>> = {
  STALE_DATA: "conflict",
  NOT_FOUND: "not-found",
  FORBIDDEN: "no-permission",
  RATE_LIMITED: "rate-limited",
  BRANCH_PROTECTION_RULE_VIOLATION: "refused-by-rules",
};

/** GraphQL refuses with status 200 and a list of errors. */
function graphqlProblem(error: unknown): Error {
  const { errors } = error as { errors?: { type?: string; message: string; extensions?: { code?: string } }[] };
  const [first] = errors ?? [];
  if (first === undefined) return error instanceof Error ? error : new Error(String(error));
  if (["undefinedField", "argumentNotAccepted", "undefinedType"].includes(first.extensions?.code ?? ""))
    return new Unsupported(first.message);
  const kind = KINDS[first.type ?? ""] ?? problemKindOfText(first.message) ?? "invalid";
  return new GitHubProblem(kind, 200, `GraphQL createCommitOnBranch: ${first.message}`);
}

async function commitByGitData({ octokit, owner, repo }: RepositoryAt, commit: NewCommit): Promise<string> {
  const { branch, parent, message, write, remove } = commit;
  const place = { owner, repo };
  const { git } = octokit.rest;
  const before = await git.getCommit({ ...place, commit_sha: parent });
  const file = { mode: "100644", type: "blob" } as const;
  const tree = await git.createTree({
    ...place,
    base_tree: before.data.tree.sha,
    tree: [
      ...write.map(({ path, source }) => ({ ...file, path, content: source })),
      ...remove.map((path) => ({ ...file, path, sha: null })),
    ],
  });
  const made = await git.createCommit({ ...place, message, tree: tree.data.sha, parents: [parent] });
  const ref = `heads/${branch}`;
  const now = await git.getRef({ ...place, ref });
  if (now.data.object.sha !== parent) throw new GitHubProblem("conflict", 0, `${branch} is at ${now.data.object.sha}`);
  try {
    await git.updateRef({ ...place, ref, sha: made.data.sha, force: false });
  } catch (error) {
    if (error instanceof GitHubProblem && error.kind === "invalid")
      throw new GitHubProblem("conflict", error.status, error.message);
    throw error;
  }
  return made.data.sha;
}
