import { type Html, html } from "../../html.ts";
import type { Annotation, CheckRun, Repository } from "../store/types.ts";
import { fullName } from "../world.ts";
import { renderMarkdown } from "./markdown.ts";
import { type Look, type PageReply, pageReply } from "./page.ts";
import { accountById, lasting, sha, stateOf, when } from "./parts.ts";
import { type PullView, pullPage, runsOf } from "./pull-frame.ts";

/** The checks of a pull request: every run of its commits, and the chosen one whole. */
export function checksPage(look: Look, view: PullView, counts: { files: number }): PageReply {
  const runs = runsOf(look.world, view);
  const wanted = Number(look.query.get("check_run_id"));
  const chosen = runs.find((run) => run.id === wanted) ?? runs[0];
  if (chosen === undefined)
    return pullPage(
      look,
      view,
      "checks",
      counts,
      html`<section class="empty"><p>No check has run on these commits.</p></section>`,
    );
  const here = `/${fullName(view.repository)}/pull/${view.issue.number}/checks`;
  const items = runs.map((run) => {
    const { icon } = stateOf(run);
    const mark = run.id === chosen.id ? "here" : "";
    return html`<li class="${mark}"><a href="${here}?check_run_id=${run.id}">${icon} ${run.name} <code>${run.head_sha.slice(0, 7)}</code></a></li>`;
  });
  const body = html`<div class="checks"><nav><ul>${items}</ul></nav>${runView(look, view.repository, chosen)}</div>`;
  return pullPage(look, view, "checks", counts, body);
}

/** One check run on a page of its own. */
export function runPage(look: Look, repository: Repository, run: CheckRun): PageReply {
  return pageReply(look, `${run.name} · ${fullName(repository)}`, runView(look, repository, run), repository);
}

function runView(look: Look, repository: Repository, run: CheckRun): Html {
  const { icon, word } = stateOf(run);
  const app = look.world.store.apps.get(run.app_id);
  const bot = app === undefined ? "" : accountById(look.world, app.bot_id).login;
  const took = run.completed_at === null ? "" : ` in ${lasting(run.started_at, run.completed_at)}`;
  return html`
<section class="run">
<header><h2>${icon} ${run.name}</h2><p class="faint">${word}${took} · by ${bot} · on ${sha(run.head_sha, fullName(repository))} · ${when(run.completed_at ?? run.started_at)}</p>
${buttons(look, repository, run)}</header>
<h3>${run.output.title ?? ""}</h3>
<div class="markdown">${renderMarkdown(run.output.summary ?? "")}</div>
${run.annotations.length === 0 ? null : annotations(run.annotations)}
${run.output.text === null ? null : html`<hr><div class="markdown">${renderMarkdown(run.output.text)}</div>`}
</section>`;
}

/** GitHub shows an App's buttons only on a completed run. */
function buttons({ person }: Look, repository: Repository, run: CheckRun): Html | null {
  if (run.status !== "completed" || person === null) return null;
  const own = run.actions.map(
    ({ label, description, identifier }) =>
      html`<button name="identifier" value="${identifier}" title="${description}">${label}</button>`,
  );
  return html`<form class="row" method="post" action="/${fullName(repository)}/runs/${run.id}/button">${own}
<button name="rerequest" value="1" class="plain" title="GitHub's own button">Re-run check</button></form>`;
}

function annotations(all: Annotation[]): Html {
  return html`<h3>Annotations <span class="count">${all.length}</span></h3><ul class="annotations">${all.map(
    (one) =>
      html`<li class="${one.annotation_level}"><p><code>${one.path}:${one.start_line}</code> <b>${one.title ?? ""}</b></p><pre>${one.message}</pre></li>`,
  )}</ul>`;
}
