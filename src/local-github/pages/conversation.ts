import { type Html, html } from "../../html.ts";
import type { Commit } from "../git/commits.ts";
import type { Comment, Label, Reaction, TimelineEvent } from "../store/types.ts";
import { fullName, type World } from "../world.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Look, PageReply } from "./page.ts";
import { accountById, avatar, sha, stateOf, when, who } from "./parts.ts";
import { isOn, type PullView, pullPage, runsOf } from "./pull-frame.ts";

/** The conversation of a pull request: what was said and done, how its checks stand, a box to comment, labels to click. */
export function conversationPage(look: Look, view: PullView, counts: { files: number }): PageReply {
  const { issue } = view;
  const body = html`
<div class="columns">
<div class="talk">
${said(look.world, { user_id: issue.user_id, created_at: issue.created_at, body: issue.body ?? "", id: null }, [])}
${timeline(look.world, view)}
${mergeBox(look, view)}
${commentBox(look, view)}
</div>
${sidebar(look, view)}
</div>`;
  return pullPage(look, view, "conversation", counts, body);
}

function timeline(world: World, view: PullView): Html[] {
  const comments = [...world.store.comments.values()].filter((one) => isOn(one, view));
  const events = [...world.store.timeline.values()].filter((one) => isOn(one, view));
  const items = [
    ...comments.map((one) => ({ at: one.created_at, id: one.id, show: () => saidComment(world, one) })),
    ...events.map((one) => ({ at: one.created_at, id: one.id, show: () => happened(world, one) })),
    ...view.commits.map((one, id) => ({ at: one.committer.date, id, show: () => pushed(view, one) })),
  ];
  return items.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.id - b.id).map((item) => item.show());
}

function saidComment(world: World, comment: Comment): Html {
  const reactions = [...world.store.reactions.values()].filter((one) => one.on === "comment" && one.on_id === comment.id);
  return said(world, comment, reactions, comment.updated_at !== comment.created_at);
}

function said(
  world: World,
  one: { user_id: number; created_at: string; body: string; id: number | null },
  reactions: Reaction[],
  edited = false,
): Html {
  const account = accountById(world, one.user_id);
  return html`
<article class="said" id="${one.id === null ? "description" : `issuecomment-${one.id}`}">
${avatar(account)}
<div class="bubble">
<header>${who(account)} commented ${when(one.created_at)}${edited ? html` <span class="faint">· edited</span>` : null}</header>
<div class="markdown">${one.body.trim() === "" ? html`<p class="faint">No description.</p>` : renderMarkdown(one.body)}</div>
${reactions.length === 0 ? null : html`<footer>${reactionPills(world, reactions)}</footer>`}
</div>
</article>`;
}

const FACES: Record<Reaction["content"], string> = {
  "+1": "👍",
  "-1": "👎",
  laugh: "😄",
  confused: "😕",
  heart: "❤️",
  hooray: "🎉",
  rocket: "🚀",
  eyes: "👀",
};

function reactionPills(world: World, reactions: Reaction[]): Html[] {
  const kinds = [...new Set(reactions.map((one) => one.content))];
  return kinds.map((kind) => {
    const own = reactions.filter((one) => one.content === kind);
    const names = own.map((one) => accountById(world, one.user_id).login).join(", ");
    return html`<span class="reaction" title="${names}">${FACES[kind]} ${own.length}</span>`;
  });
}

function happened(world: World, event: TimelineEvent): Html {
  const account = accountById(world, event.user_id);
  const words: Record<TimelineEvent["event"], Html> = {
    labeled: html`added the label <span class="label">${event.label}</span>`,
    unlabeled: html`removed the label <span class="label">${event.label}</span>`,
    closed: html`closed this`,
    reopened: html`reopened this`,
    merged: html`merged this`,
    locked: html`locked the conversation`,
    unlocked: html`unlocked the conversation`,
    head_ref_force_pushed: html`force-pushed the branch`,
    head_ref_deleted: html`deleted the branch`,
  };
  return html`<p class="event">${avatar(account)} ${who(account)} ${words[event.event]} <span class="faint">${when(event.created_at)}</span></p>`;
}

function pushed({ repository }: PullView, commit: Commit): Html {
  const [subject = ""] = commit.message.split("\n");
  return html`<p class="event"><span class="dot" aria-hidden="true">◆</span> <b>${subject}</b> <span class="faint">${commit.author.name}</span> ${sha(commit.sha, fullName(repository))}</p>`;
}

function mergeBox({ world }: Look, view: PullView): Html {
  const runs = runsOf(world, view).filter((run) => run.head_sha === view.pull.head_sha);
  const here = `/${fullName(view.repository)}/pull/${view.issue.number}/checks`;
  const lines = runs.map((run) => {
    const { icon, word, kind } = stateOf(run);
    return html`<li class="${kind}">${icon} <a href="${here}?check_run_id=${run.id}"><b>${run.name}</b></a> <span class="faint">${word}</span> ${run.output.title ?? ""}</li>`;
  });
  return html`<section class="merge"><h2>${runs.length === 0 ? "No checks on the head commit" : "Checks on the head commit"}</h2><ul>${lines}</ul></section>`;
}

function commentBox({ person }: Look, { repository, issue }: PullView): Html {
  const action = `/${fullName(repository)}/pull/${issue.number}`;
  if (person === null) return html`<p class="faint">There is nobody to comment as.</p>`;
  return html`
<form class="comment" method="post" action="${action}/comment">
<label for="body">Comment as ${who(person)}</label>
<textarea id="body" name="body" rows="4" placeholder="/tfactory test" required></textarea>
<div class="row"><span class="faint">Try <code>/tfactory help</code></span>
<button name="then" value="${issue.state === "open" ? "close" : "reopen"}" formnovalidate formaction="${action}/state" class="plain">${issue.state === "open" ? "Close pull request" : "Reopen pull request"}</button>
<button class="primary">Comment</button></div>
</form>`;
}

function sidebar({ person }: Look, { repository, issue }: PullView): Html {
  const action = `/${fullName(repository)}/pull/${issue.number}/label`;
  const names = new Set(issue.labels.map((name) => name.toLowerCase()));
  const button = (label: Label) => {
    const on = names.has(label.name.toLowerCase());
    return html`<button name="label" value="${label.name}" class="label ${on ? "on" : ""}" aria-pressed="${on ? "true" : "false"}" title="${label.description ?? label.name}">${label.name}</button>`;
  };
  return html`
<aside><h2>Labels</h2>
${person === null ? null : html`<form method="post" action="${action}">${repository.labels.map(button)}</form>`}
<p class="faint">Click to add or remove.</p></aside>`;
}
