import { requireAccess } from "../auth/access.ts";
import { actorOf } from "../auth/viewer.ts";
import { changesWorkflows, refuseWorkflows } from "../auth/workflows.ts";
import { commitFiles } from "../changes/commits.ts";
import { branchSha } from "../git/refs.ts";
import { entryAt } from "../git/trees.ts";
import { needs } from "../http/context.ts";
import { repositoryOf } from "../store/store.ts";
import type { Repository } from "../store/types.ts";
import { gitDir, nodeId, type World } from "../world.ts";
import { type Context, FieldError } from "./execute.ts";
import { commitOf } from "./values.ts";

interface Input {
  branch?: { repositoryNameWithOwner?: string; branchName?: string; id?: string };
  expectedHeadOid?: string;
  fileChanges?: { additions?: { path: string; contents: string }[]; deletions?: { path: string }[] };
  message?: { headline?: string; body?: string };
  clientMutationId?: string;
}

/** Commits file changes on a branch that is exactly where the caller thinks it is. GitHub writes the author and signs. */
export async function createCommitOnBranch(given: unknown, context: Context) {
  const { world, viewer } = context;
  const input = (given ?? {}) as Input;
  const { repository, branch } = await branchOf(world, input.branch ?? {});
  requireAccess(viewer, repository, needs("contents", "write"));
  const { additions = [], deletions = [] } = input.fileChanges ?? {};
  if (changesWorkflows([...additions, ...deletions].map(({ path }) => path))) refuseWorkflows(viewer, 403);
  if (input.message?.headline === undefined) throw new FieldError("UNPROCESSABLE", "A commit message is required.");
  if (input.expectedHeadOid === undefined) throw new FieldError("UNPROCESSABLE", "expectedHeadOid is required.");
  const dir = gitDir(world, repository);
  for (const { path } of deletions) {
    const there = await entryAt(dir, input.expectedHeadOid, path);
    if (there === null)
      throw new FieldError("UNPROCESSABLE", `A file was requested to be deleted but it does not exist: ${path}`);
  }
  const files = [
    ...additions.map(({ path, contents }) => ({ path, content: Buffer.from(contents, "base64") })),
    ...deletions.map(({ path }) => ({ path, content: null })),
  ];
  const { headline, body = "" } = input.message;
  const message = body === "" ? headline : `${headline}\n\n${body}`;
  const change = { branch, expected: input.expectedHeadOid, message, files, verified: true };
  const outcome = await commitFiles(world, repository, change, actorOf(viewer));
  switch (outcome.status) {
    case "committed": {
      const commit = await commitOf(world, repository, outcome.sha);
      const ref = { repository, ref: `refs/heads/${branch}`, sha: outcome.sha };
      return { clientMutationId: input.clientMutationId ?? null, commit, ref };
    }
    case "elsewhere":
    case "not-fast-forward":
      throw new FieldError(
        "STALE_DATA",
        `Expected branch to point to "${input.expectedHeadOid}" but it did not.  Pull and try again.`,
      );
    case "refused": {
      const classic = outcome.kind === "protection";
      const message = classic ? outcome.message : `Repository rule violations found\n\n${outcome.message}\n\n`;
      throw new FieldError(classic ? "BRANCH_PROTECTION_RULE_VIOLATION" : "UNPROCESSABLE", message);
    }
    case "no-tree":
      throw new FieldError("UNPROCESSABLE", "A path was requested that is invalid.");
  }
}

/** A branch is named by repository and name or by its node id. */
async function branchOf(world: World, named: NonNullable<Input["branch"]>): Promise<{ repository: Repository; branch: string }> {
  const repositories = [...world.store.repositories.values()];
  if (named.id !== undefined) {
    const [id = "", ref = ""] = Buffer.from(named.id.replace(nodeId("REF", ""), ""), "base64url")
      .toString("utf8")
      .split(/:(.*)/s);
    const repository = repositories.find((one) => String(one.id) === id);
    if (repository !== undefined) return { repository, branch: ref.replace(/^refs\/heads\//, "") };
    throw new FieldError("NOT_FOUND", `Could not resolve to a node with the global id of '${named.id}'`);
  }
  const [owner = "", name = ""] = (named.repositoryNameWithOwner ?? "").split("/");
  const repository = repositoryOf(world.store, owner, name);
  if (repository === undefined)
    throw new FieldError("NOT_FOUND", `Could not resolve to a Repository with the name '${named.repositoryNameWithOwner}'.`);
  const branch = (named.branchName ?? "").replace(/^refs\/heads\//, "");
  if ((await branchSha(gitDir(world, repository), branch)) === null) {
    throw new FieldError("NOT_FOUND", `Branch "${branch}" not found in repository "${named.repositoryNameWithOwner}"`);
  }
  return { repository, branch };
}
