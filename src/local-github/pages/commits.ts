import { type Html, html } from "../../html.ts";
import { type Commit, readCommit } from "../git/commits.ts";
import { diffFiles, EMPTY_TREE } from "../git/diff.ts";
import { repositoryOf } from "../store/store.ts";
import type { Repository } from "../store/types.ts";
import { fullName, gitDir } from "../world.ts";
import { diffView } from "./diff-view.ts";
import { type Look, type PageReply, pageReply } from "./page.ts";
import { sha, when } from "./parts.ts";
import { type PullView, pullPage } from "./pull-frame.ts";

/** The commits of a pull request, oldest first. */
export function commitsPage(look: Look, view: PullView, counts: { files: number }): PageReply {
  const rows = view.commits.map(
    (commit) => html`<li>${headOf(commit, view.repository)} ${sha(commit.sha, fullName(view.repository))}</li>`,
  );
  return pullPage(look, view, "commits", counts, html`<ul class="list">${rows}</ul>`);
}

/** One commit: its message and what it changes. */
export async function commitPage(look: Look, owner: string, name: string, wanted: string): Promise<PageReply | null> {
  const repository = repositoryOf(look.world.store, owner, name);
  if (repository === undefined) return null;
  const dir = gitDir(look.world, repository);
  const commit = await readCommit(dir, wanted);
  if (commit === null) return null;
  const files = await diffFiles(dir, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  const body = html`
<section class="commit">${headOf(commit, repository)}<pre>${commit.message}</pre><p class="faint"><code>${commit.sha}</code></p></section>
${diffView(files)}`;
  return pageReply(look, `${commit.sha.slice(0, 7)} · ${fullName(repository)}`, body, repository);
}

function headOf(commit: Commit, repository: Repository): Html {
  const [subject = ""] = commit.message.split("\n");
  const verified = repository.verified.includes(commit.sha) ? html` <span class="badge good">Verified</span>` : null;
  return html`<b>${subject}</b>${verified} <span class="faint">${commit.author.name} · ${when(commit.committer.date)}</span>`;
}
