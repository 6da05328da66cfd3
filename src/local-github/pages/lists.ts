import { html } from "../../html.ts";
import { isPull } from "../payloads/pull.ts";
import type { Repository } from "../store/types.ts";
import { fullName } from "../world.ts";
import { type Look, type PageReply, pageReply } from "./page.ts";
import { accountById, when, who } from "./parts.ts";

/** Every repository. */
export function repositoriesPage(look: Look): PageReply {
  const rows = [...look.world.store.repositories.values()].map(
    (one) =>
      html`<li><a href="/${fullName(one)}"><b>${fullName(one)}</b></a> <span class="faint">${one.description ?? ""}</span></li>`,
  );
  const body = html`<h1 class="title">Repositories</h1><ul class="list">${rows}</ul>`;
  return pageReply(look, "Repositories", body, null);
}

/** The pull requests of a repository, the newest first, and how to clone it. */
export function pullsPage(look: Look, repository: Repository): PageReply {
  const own = [...look.world.store.issues.values()].filter((one) => one.repository_id === repository.id).filter(isPull);
  const rows = own
    .toSorted((a, b) => b.number - a.number)
    .map(
      (one) => html`<li><span class="pill ${one.pull.merged_at === null ? one.state : "merged"}">${one.state}</span>
<a href="/${fullName(repository)}/pull/${one.number}"><b>${one.title}</b></a> <span class="faint">#${one.number} by ${who(accountById(look.world, one.user_id))} ${when(one.created_at)}</span></li>`,
    );
  const body = html`<h1 class="title">Pull requests</h1><ul class="list">${rows}</ul>
<p class="faint">Clone it: <code>git clone ${look.world.url}/${fullName(repository)}.git</code> with a token as the password.</p>`;
  return pageReply(look, fullName(repository), body, repository);
}
