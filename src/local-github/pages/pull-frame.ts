import { type Html, html } from "../../html.ts";
import { type Commit, listCommits } from "../git/commits.ts";
import { mergeBase } from "../git/refs.ts";
import { issueOf, repositoryOf } from "../store/store.ts";
import type { CheckRun, Issue, PullPart, Repository } from "../store/types.ts";
import { fullName, gitDir, type World } from "../world.ts";
import { type Look, type PageReply, pageReply } from "./page.ts";
import { accountById, who } from "./parts.ts";

/** A pull request with what its pages need. */
export interface PullView {
  repository: Repository;
  issue: Issue;
  pull: PullPart;
  /** Oldest first. */
  commits: Commit[];
  base: string;
}

export async function pullView(world: World, owner: string, name: string, number: number): Promise<PullView | null> {
  const repository = repositoryOf(world.store, owner, name);
  const issue = repository === undefined ? undefined : issueOf(world.store, repository, number);
  if (repository === undefined || issue === undefined || issue.pull === null) return null;
  const dir = gitDir(world, repository);
  const { head_sha, base_sha } = issue.pull;
  const base = (await mergeBase(dir, base_sha, head_sha)) ?? base_sha;
  const commits = (await listCommits(dir, { to: head_sha, from: base })).toReversed();
  return { repository, issue, pull: issue.pull, commits, base };
}

/** The check runs of the pull request's commits, those of its head first, the newest first. */
export function runsOf(world: World, { repository, commits, pull }: PullView): CheckRun[] {
  const order = [pull.head_sha, ...commits.map((commit) => commit.sha).toReversed()];
  const own = [...world.store.check_runs.values()].filter(
    (run) => run.repository_id === repository.id && order.includes(run.head_sha),
  );
  return own.toSorted((a, b) => order.indexOf(a.head_sha) - order.indexOf(b.head_sha) || b.id - a.id);
}

export type Tab = "conversation" | "commits" | "checks" | "files";

/** The frame of a pull request's pages: its title, where it goes, its tabs. */
export function pullPage(look: Look, view: PullView, tab: Tab, counts: { files: number }, body: Html): PageReply {
  const { repository, issue, pull, commits } = view;
  const here = `/${fullName(repository)}/pull/${issue.number}`;
  const author = accountById(look.world, issue.user_id);
  const state = pull.merged_at !== null ? "merged" : issue.state;
  const head = pull.head_owner === repository.owner ? pull.head_ref : `${pull.head_owner}:${pull.head_ref}`;
  const tabs: [Tab, string, string, number][] = [
    [
      "conversation",
      "Conversation",
      here,
      look.world.store.comments
        .values()
        .filter((one) => isOn(one, view))
        .toArray().length,
    ],
    ["commits", "Commits", `${here}/commits`, commits.length],
    ["checks", "Checks", `${here}/checks`, runsOf(look.world, view).length],
    ["files", "Files changed", `${here}/files`, counts.files],
  ];
  const frame = html`
<h1 class="title">${issue.title} <span class="number">#${issue.number}</span></h1>
<p class="about"><span class="pill ${state}">${state}</span> ${who(author)} wants to merge
${commits.length} ${commits.length === 1 ? "commit" : "commits"} into <code class="ref">${pull.base_ref}</code> from <code class="ref">${head}</code></p>
<nav class="tabs">${tabs.map(
    ([id, label, href, count]) =>
      html`<a href="${href}" class="${id === tab ? "here" : ""}">${label} <span class="count">${count}</span></a>`,
  )}</nav>
${body}`;
  return pageReply(look, `${issue.title} · #${issue.number} · ${fullName(repository)}`, frame, repository);
}

export function isOn(one: { repository_id: number; issue_number: number }, { repository, issue }: PullView): boolean {
  return one.repository_id === repository.id && one.issue_number === issue.number;
}
