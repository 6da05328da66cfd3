import { type Html, html } from "../../html.ts";
import { must } from "../store/store.ts";
import type { Account, CheckRun } from "../store/types.ts";
import type { World } from "../world.ts";

/** Small pieces that several pages show. */

export function accountById(world: World, id: number): Account {
  return must(world.store.accounts.get(id), `account ${id}`);
}

export function who(account: Account): Html {
  const bot = account.type === "Bot" ? html` <span class="badge">bot</span>` : null;
  return html`<b class="login">${account.login.replace(/\[bot\]$/, "")}</b>${bot}`;
}

export function avatar(account: Account): Html {
  const hue = (account.id * 137) % 12;
  return html`<span class="avatar hue-${hue}" aria-hidden="true">${account.login.slice(0, 1).toUpperCase()}</span>`;
}

/** A time, exact to the second in UTC. */
export function when(iso: string): Html {
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}

export function sha(commit: string, repository: string): Html {
  return html`<a class="sha" href="/${repository}/commit/${commit}"><code>${commit.slice(0, 7)}</code></a>`;
}

const SIGNS: Record<string, { sign: string; kind: string; word: string }> = {
  queued: { sign: "●", kind: "waiting", word: "Queued" },
  in_progress: { sign: "◐", kind: "running", word: "In progress" },
  success: { sign: "✓", kind: "good", word: "Successful" },
  neutral: { sign: "■", kind: "neutral", word: "Neutral" },
  skipped: { sign: "⊘", kind: "neutral", word: "Skipped" },
  cancelled: { sign: "⊘", kind: "neutral", word: "Cancelled" },
  stale: { sign: "⊘", kind: "neutral", word: "Stale" },
  failure: { sign: "✕", kind: "bad", word: "Failing" },
  timed_out: { sign: "✕", kind: "bad", word: "Timed out" },
  action_required: { sign: "!", kind: "waiting", word: "Action required" },
};

/** How a check run stands: a sign with its word. */
export function stateOf(run: Pick<CheckRun, "status" | "conclusion">): { icon: Html; word: string; kind: string } {
  const { sign, kind, word } = SIGNS[run.conclusion ?? run.status] ?? { sign: "●", kind: "waiting", word: run.status };
  return { icon: html`<span class="state ${kind}" title="${word}">${sign}</span>`, word, kind };
}

/** The time between two moments, in words: `1 m 20 s`. */
export function lasting(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} m ${seconds % 60} s`;
}
