import { UserError } from "../../errors.ts";
import { type Place, people } from "../people.ts";
import type { CheckRun, Issue, Repository } from "../store/types.ts";
import { fullName } from "../world.ts";
import { type Look, type PageReply, problemPage, redirect } from "./page.ts";

/** What a person does on the pages. Each answers with the page to show next; what GitHub would refuse is refused in words. */
export interface Doing {
  look: Look;
  form: URLSearchParams;
  repository: Repository;
}

/** GitHub's limit of a comment, in characters. */
const COMMENT_CHARACTERS = 65_536;

export function commentOn(doing: Doing, issue: Issue): Promise<PageReply> {
  return as(doing, (user) => {
    const body = (doing.form.get("body") ?? "").replaceAll("\r\n", "\n");
    if (body.trim() === "") throw new UserError("A comment needs some text.");
    if (body.length > COMMENT_CHARACTERS) throw new UserError(`A comment has at most ${COMMENT_CHARACTERS} characters.`);
    const { id } = people(doing.look.world).addComment({ ...placeOf(doing.repository, issue), user, body });
    return `${pathOf(doing.repository, issue)}#issuecomment-${id}`;
  });
}

export function toggleLabel(doing: Doing, issue: Issue): Promise<PageReply> {
  return as(doing, async (user) => {
    const label = doing.form.get("label") ?? "";
    const place = { ...placeOf(doing.repository, issue), user, label };
    const has = issue.labels.some((one) => one.toLowerCase() === label.toLowerCase());
    const { addLabel, removeLabel } = people(doing.look.world);
    await (has ? removeLabel(place) : addLabel(place));
    return pathOf(doing.repository, issue);
  });
}

export function changeState(doing: Doing, issue: Issue): Promise<PageReply> {
  return as(doing, async (user) => {
    const place = { ...placeOf(doing.repository, issue), user };
    const { closePullRequest: close, reopenPullRequest: reopen } = people(doing.look.world);
    await (doing.form.get("then") === "reopen" ? reopen(place) : close(place));
    return pathOf(doing.repository, issue);
  });
}

export function pressButton(doing: Doing, run: CheckRun): Promise<PageReply> {
  return as(doing, async (user) => {
    const identifier = doing.form.get("identifier");
    const { clickButton, rerequest } = people(doing.look.world);
    await (identifier === null ? rerequest(run.id, user) : clickButton(run.id, user, identifier));
    return backTo(doing, run);
  });
}

/** Does it as the person who looks, and gives the page it leads to or the sentence that refuses it. */
async function as({ look }: Doing, work: (user: string) => string | Promise<string>): Promise<PageReply> {
  if (look.person === null) return problemPage(look, 401, "Choose who you act as first.");
  try {
    return redirect(await work(look.person.login));
  } catch (error) {
    if (error instanceof UserError) return problemPage(look, 422, error.message);
    throw error;
  }
}

/** The page of the pull request whose head this run is on, else the run's own. */
function backTo({ look, repository }: Doing, run: CheckRun): string {
  const pulls = [...look.world.store.issues.values()].filter((one) => one.repository_id === repository.id);
  const pull = pulls.find((one) => one.pull?.head_sha === run.head_sha);
  return pull === undefined
    ? `/${fullName(repository)}/runs/${run.id}`
    : `${pathOf(repository, pull)}/checks?check_run_id=${run.id}`;
}

function placeOf(repository: Repository, issue: Issue): Place {
  return { repository: fullName(repository), number: issue.number };
}

function pathOf(repository: Repository, issue: Issue): string {
  return `/${fullName(repository)}/pull/${issue.number}`;
}
