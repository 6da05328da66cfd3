import { diffFiles } from "../git/diff.ts";
import { issueOf, repositoryOf } from "../store/store.ts";
import type { Issue, Repository } from "../store/types.ts";
import { fullName, gitDir } from "../world.ts";
import { changeState, commentOn, type Doing, pressButton, toggleLabel } from "./actions.ts";
import { checksPage, runPage } from "./checks.ts";
import { commitPage, commitsPage } from "./commits.ts";
import { conversationPage } from "./conversation.ts";
import { diffView } from "./diff-view.ts";
import { pullsPage, repositoriesPage } from "./lists.ts";
import { type Look, type PageReply, problemPage, redirect } from "./page.ts";
import { type PullView, pullPage, pullView } from "./pull-frame.ts";

/** The page a visitor asks for. */
export async function showPage(look: Look): Promise<PageReply> {
  if (look.path === "/") return repositoriesPage(look);
  const [owner = "", name = "", kind, id = "", tab] = look.path.slice(1).split("/");
  const repository = repositoryOf(look.world.store, owner, name);
  if (repository === undefined) return problemPage(look, 404, "There is no such page.");
  if (kind === undefined || kind === "pulls") return pullsPage(look, repository);
  if (kind === "pull" || kind === "issues") return (await showPull(look, owner, name, Number(id), tab)) ?? missing(look);
  if (kind === "commit") return (await commitPage(look, owner, name, id)) ?? missing(look);
  const run = kind === "runs" ? look.world.store.check_runs.get(Number(id)) : undefined;
  return run?.repository_id === repository.id ? runPage(look, repository, run) : missing(look);
}

/** What a visitor does, by the form that was sent. */
export async function doAction(look: Look, form: URLSearchParams): Promise<PageReply> {
  const [owner = "", name = "", kind = "", id = "", action = ""] = look.path.slice(1).split("/");
  const repository = repositoryOf(look.world.store, owner, name);
  if (repository === undefined) return missing(look);
  const doing = { look, form, repository };
  if (kind === "runs" && action === "button") {
    const run = look.world.store.check_runs.get(Number(id));
    return run?.repository_id === repository.id ? pressButton(doing, run) : missing(look);
  }
  const issue = kind === "pull" ? issueOf(look.world.store, repository, Number(id)) : undefined;
  return issue === undefined ? missing(look) : (onIssue(doing, issue, action) ?? missing(look));
}

function onIssue(doing: Doing, issue: Issue, action: string): PageReply | Promise<PageReply> | null {
  switch (action) {
    case "comment":
      return commentOn(doing, issue);
    case "label":
      return toggleLabel(doing, issue);
    case "state":
      return changeState(doing, issue);
    default:
      return null;
  }
}

async function showPull(
  look: Look,
  owner: string,
  name: string,
  number: number,
  tab: string | undefined,
): Promise<PageReply | null> {
  const view = await pullView(look.world, owner, name, number);
  if (view === null) return null;
  const files = await diffFiles(gitDir(look.world, view.repository), view.base, view.pull.head_sha);
  const counts = { files: files.length };
  switch (tab) {
    case undefined:
      return conversationPage(look, view, counts);
    case "commits":
      return commitsPage(look, view, counts);
    case "checks":
      return checksPage(look, view, counts);
    case "files":
      return pullPage(look, view, "files", counts, diffView(files));
    default:
      return redirect(here(view.repository, view));
  }
}

function here(repository: Repository, { issue }: PullView): string {
  return `/${fullName(repository)}/pull/${issue.number}`;
}

function missing(look: Look): PageReply {
  return problemPage(look, 404, "There is no such page.");
}
