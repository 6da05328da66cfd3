import type { Handover } from "../../domain/handover.ts";
import type { RepositoryAt } from "./check-runs.ts";

/** Where a delivery goes: a branch of the repository itself, or nowhere, with the reason. */
export type Target = { status: "branch"; branch: string } | { status: "patch" | "refused"; reason: string };

/**
 * The branch a commit may go to, as things are now. A pull request from a fork has none, and whether it is one is decided by
 * the repositories' ids: a fork's branch may be called `main`.
 */
export async function findTarget({ octokit, owner, repo }: RepositoryAt, handover: Handover): Promise<Target> {
  if (handover.pull_request === null) return { status: "branch", branch: handover.head_ref.replace(/^refs\/heads\//, "") };
  const { data: pull } = await octokit.rest.pulls.get({ owner, repo, pull_number: handover.pull_request });
  if (pull.state !== "open") return { status: "refused", reason: `the pull request is ${pull.merged ? "merged" : "closed"}` };
  // the description of the API says that there is always a repository; a deleted fork has none
  const head: { repo: { id: number } | null } = pull.head;
  if (head.repo?.id !== pull.base.repo.id)
    return { status: "patch", reason: "the pull request comes from a fork, and TFactory never writes to one" };
  return { status: "branch", branch: pull.head.ref };
}
