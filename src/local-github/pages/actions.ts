import { requestAction, rerequestRun } from "../changes/checks.ts";
import { addComment } from "../changes/comments.ts";
import { addLabels, editIssue, removeLabel } from "../changes/issues.ts";
import { isPull, reopenPull } from "../changes/pulls.ts";
import { roleOf } from "../changes/repositories.ts";
import type { CheckRun, Issue, Repository, Role } from "../store/types.ts";
import { type Actor, fullName, type World } from "../world.ts";
import { type Look, type PageReply, problemPage, redirect } from "./page.ts";

/** What a person does on the pages, refused as GitHub refuses it. Each answers with the page to show next. */
export interface Doing {
  look: Look;
  form: URLSearchParams;
  repository: Repository;
}

/** GitHub's limit of a comment, in characters. */
const COMMENT_CHARACTERS = 65_536;
const ORDER: Role[] = ["read", "triage", "write", "maintain", "admin"];

export function commentOn({ look, form, repository }: Doing, issue: Issue): PageReply {
  const actor = actorOf(look);
  const body = (form.get("body") ?? "").replaceAll("\r\n", "\n");
  if (actor === null) return problemPage(look, 401, "Choose who you act as first.");
  if (body.trim() === "") return problemPage(look, 422, "A comment needs some text.");
  if (body.length > COMMENT_CHARACTERS) return problemPage(look, 422, `A comment has at most ${COMMENT_CHARACTERS} characters.`);
  if (issue.locked && !may(repository, actor, "write")) return problemPage(look, 403, "This conversation is locked.");
  const comment = addComment(look.world, repository, issue, body, actor);
  return redirect(`${pathOf(repository, issue)}#issuecomment-${comment.id}`);
}

export async function toggleLabel({ look, form, repository }: Doing, issue: Issue): Promise<PageReply> {
  const actor = actorOf(look);
  const name = form.get("label") ?? "";
  if (actor === null || !may(repository, actor, "triage")) return problemPage(look, 403, "You may not label here.");
  if (!repository.labels.some((label) => label.name === name)) return problemPage(look, 422, "There is no such label.");
  const has = issue.labels.some((one) => one.toLowerCase() === name.toLowerCase());
  if (has) await removeLabel(look.world, repository, issue, name, actor);
  else await addLabels(look.world, repository, issue, [name], actor);
  return redirect(pathOf(repository, issue));
}

export async function changeState({ look, form, repository }: Doing, issue: Issue): Promise<PageReply> {
  const actor = actorOf(look);
  const own = actor?.account.id === issue.user_id;
  if (actor === null || !(own || may(repository, actor, "triage")))
    return problemPage(look, 403, "You may not close or reopen this.");
  if (form.get("then") === "reopen" && isPull(issue)) await reopenPull(look.world, repository, issue, actor);
  else await editIssue(look.world, repository, issue, { state: "closed" }, actor);
  return redirect(pathOf(repository, issue));
}

export async function pressButton({ look, form, repository }: Doing, run: CheckRun): Promise<PageReply> {
  const actor = actorOf(look);
  if (actor === null || !may(repository, actor, "write")) return problemPage(look, 403, "You may not do that here.");
  const identifier = form.get("identifier");
  const known = run.actions.some((action) => action.identifier === identifier);
  if (identifier !== null && known) await requestAction(look.world, repository, run, identifier, actor);
  else await rerequestRun(look.world, repository, run, actor);
  return redirect(backTo(look.world, repository, run));
}

/** The page of the pull request whose head this run is on, else the run's own. */
function backTo(world: World, repository: Repository, run: CheckRun): string {
  const pulls = [...world.store.issues.values()].filter((one) => one.repository_id === repository.id);
  const pull = pulls.find((one) => one.pull?.head_sha === run.head_sha);
  return pull === undefined
    ? `/${fullName(repository)}/runs/${run.id}`
    : `${pathOf(repository, pull)}/checks?check_run_id=${run.id}`;
}

function pathOf(repository: Repository, issue: Issue): string {
  return `/${fullName(repository)}/pull/${issue.number}`;
}

function actorOf({ person }: Look): Actor | null {
  return person === null ? null : { account: person, app: null };
}

function may(repository: Repository, { account }: Actor, least: Role): boolean {
  const role = roleOf(repository, account.login);
  return role !== null && ORDER.indexOf(role) >= ORDER.indexOf(least);
}
