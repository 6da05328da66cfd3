import { type Html, html } from "../../html.ts";
import type { Account, Repository } from "../store/types.ts";
import { fullName, type World } from "../world.ts";

/** What a page is made from: who looks at it and where. */
export interface Look {
  world: World;
  /** The person the visitor acts as. */
  person: Account | null;
  path: string;
  query: URLSearchParams;
}

/** What the pages answer. */
export interface PageReply {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Nothing but our own style and script, so that no content of a repository can run or fetch anything. */
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** A whole page. `repository`: whose changes refresh it. */
export function pageReply(look: Look, title: string, body: Html, repository: Repository | null, status = 200): PageReply {
  const people = [...look.world.store.accounts.values()].filter((account) => account.type === "User");
  const text = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="/-/style.css">
<script src="/-/live.js" defer></script>
</head>
<body data-repository="${repository?.id ?? ""}">
<header class="top">
<a class="brand" href="/">local GitHub</a>
${repository === null ? null : html`<a class="where" href="/${fullName(repository)}">${repository.owner} / <b>${repository.name}</b></a>`}
<form class="person" method="post" action="/-/person">
<input type="hidden" name="back" value="${look.path}">
<label>You act as <select name="login">${people.map((one) => personOption(look, one))}</select></label>
<button class="small">Switch</button>
</form>
</header>
<main>${body}</main>
</body>
</html>`.text;
  const headers = { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY, "cache-control": "no-store" };
  return { status, headers, body: text };
}

export function redirect(to: string, more: Record<string, string> = {}): PageReply {
  return { status: 303, headers: { location: to, ...more }, body: "" };
}

/** An error as a page, in one sentence. */
export function problemPage(look: Look, status: number, sentence: string): PageReply {
  return pageReply(look, sentence, html`<section class="empty"><h1>${status}</h1><p>${sentence}</p></section>`, null, status);
}

function personOption({ person }: Look, account: Account): Html {
  const chosen = person?.id === account.id ? html` selected` : null;
  return html`<option value="${account.login}"${chosen}>${account.login}</option>`;
}
