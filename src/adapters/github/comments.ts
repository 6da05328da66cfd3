import type { RepositoryAt } from "./check-runs.ts";
import { GitHubProblem } from "./problem.ts";

export interface OwnComment {
  id: number;
  url: string;
  body: string;
  created_at: Date;
}

/** Our first comment of a pull request that begins with a marker: written by our App, for anyone can copy a marker. */
export async function findOwnComment(at: RepositoryAt, pull_request: number, marker: string): Promise<OwnComment | null> {
  const { octokit, app, owner, repo } = at;
  const wanted = { owner, repo, issue_number: pull_request, per_page: 100 };
  for await (const { data } of octokit.paginate.iterator(octokit.rest.issues.listComments, wanted)) {
    for (const { id, html_url, body = "", created_at, user, performed_via_github_app } of data) {
      const ours = performed_via_github_app?.id === app.id || (user?.type === "Bot" && user.login === `${app.slug}[bot]`);
      if (ours && body.startsWith(marker)) return { id, url: html_url, body, created_at: new Date(created_at) };
    }
  }
  return null;
}

/** Edits our comment with this marker, or writes it. Safe to repeat; one that someone deleted meanwhile is written anew. */
export async function upsertComment(
  at: RepositoryAt,
  pull_request: number,
  marker: string,
  body: string,
): Promise<{ id: number; url: string }> {
  const found = await findOwnComment(at, pull_request, marker);
  if (found?.body === body) return found;
  const { octokit, owner, repo } = at;
  if (found !== null) {
    try {
      const { data } = await octokit.rest.issues.updateComment({ owner, repo, comment_id: found.id, body });
      return { id: data.id, url: data.html_url };
    } catch (error) {
      if (!(error instanceof GitHubProblem) || error.kind !== "not-found") throw error;
    }
  }
  const { data } = await octokit.rest.issues.createComment({ owner, repo, issue_number: pull_request, body });
  return { id: data.id, url: data.html_url };
}
