import { Html, html } from "../../html.ts";
import type { Overview, RunLine } from "../../runs/overview.ts";

/** The page's own style and its renewing are all it may do: no script, nothing from elsewhere. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
} as const;

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --dim: #777; --good: #1a7f37; --bad: #cf222e; --busy: #9a6700 }
@media (prefers-color-scheme: dark) { :root { --dim: #999; --good: #3fb950; --bad: #f85149; --busy: #d29922 } }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
h1 { font-size: 1.4rem; margin: 0 } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem }
header { display: flex; justify-content: space-between; align-items: baseline; flex-wrap: wrap; gap: .5rem }
header p, .dim { color: var(--dim); margin: 0 }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 1rem; margin: 1.5rem 0 }
dl div { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .9rem }
dt { color: var(--dim); font-size: .85rem } dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums }
dd small { font-size: .85rem; color: var(--dim) }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th { text-align: left; font-weight: 600; color: var(--dim); font-size: .85rem }
th, td { padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; white-space: nowrap }
td.text { white-space: normal; min-width: 16rem }
.done { color: var(--good) } .failed { color: var(--bad) } .busy { color: var(--busy) }
`;

/** The overview as a page that renews itself every five seconds. */
export function statusPage(overview: Overview): string {
  const { queue, workers, last_day, used_today, limits } = overview;
  const slots = workers.reduce((total, worker) => total + worker.slots, 0);
  const done = last_day.finished.done ?? 0;
  const over = Object.values(last_day.finished).reduce((total, count) => total + count, 0);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="5">
<meta name="viewport" content="width=device-width"><title>TFactory: ${queue.working} working, ${queue.waiting} waiting</title>
<style>${new Html(STYLE)}</style></head><body>
<header><h1>TFactory</h1><p>${overview.at.slice(0, 19).replace("T", " ")} UTC</p></header>
<dl>
${figure("working", queue.working, `of ${slots}`)}
${figure("waiting", queue.waiting, queue.oldest_waiting_seconds === null ? null : `for ${span(queue.oldest_waiting_seconds)}`)}
${figure("workers", workers.length, null)}
${figure("over in 24 h", over, over === 0 ? null : `${done} done`)}
${figure("time of a run", last_day.seconds === null ? "–" : span(last_day.seconds.p50), last_day.seconds === null ? null : `95 % in ${span(last_day.seconds.p95)}`)}
${figure("runs today", used_today.runs, limitOf(limits.daily.runs, String))}
${figure("tokens today", count(used_today.tokens), limitOf(limits.daily.tokens, count))}
${figure(
  "dollars today",
  used_today.usd.toFixed(2),
  limitOf(limits.daily.usd, (usd) => usd.toFixed(2)),
)}
</dl>
<h2>Runs</h2>
${overview.runs.length === 0 ? html`<p class="dim">None was asked for yet.</p>` : runTable(overview.runs)}
<h2>Repositories</h2>
${table(
  ["repository", "working", "waiting", "over in 24 h"],
  overview.repositories.map((one) => [one.repository, one.working, one.waiting, one.finished_last_day]),
)}
<h2>Workers</h2>
${table(
  ["machine", "process", "working", "slots", "since"],
  workers.map((one) => [one.host, one.pid, one.working, one.slots, time(one.started_at)]),
)}
</body></html>`;
  return page.text;
}

function figure(name: string, value: string | number, beside: string | null): Html {
  return html`<div><dt>${name}</dt><dd>${value} ${beside === null ? null : html`<small>${beside}</small>`}</dd></div>`;
}

function limitOf(limit: number, say: (limit: number) => string): string | null {
  return Number.isFinite(limit) ? `of ${say(limit)}` : null;
}

function runTable(runs: RunLine[]): Html {
  const rows = runs.map(
    (run) => html`<tr><td>${run.repository} #${run.pull_request}</td>
<td class="${shade(run)}">${run.check_run_url === null ? run.status : html`<a href="${run.check_run_url}">${run.status}</a>`}</td>
<td>${run.stage ?? ""}</td><td>${time(run.created_at)}</td><td>${duration(run)}</td><td>${run.worker ?? ""}</td>
<td>${run.attempts > 1 ? `${run.attempts} tries` : ""}</td><td class="text dim">${run.failure ?? ""}</td></tr>`,
  );
  return html`<div class="wide"><table><thead><tr><th>pull request</th><th>status</th><th>stage</th><th>asked for</th><th>took</th><th>worker</th><th></th><th></th></tr></thead>
<tbody>${rows}</tbody></table></div>`;
}

function table(heads: string[], rows: (string | number)[][]): Html {
  if (rows.length === 0) return html`<p class="dim">None.</p>`;
  return html`<div class="wide"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => html`<tr>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

function shade({ status }: RunLine): string {
  if (status === "done") return "done";
  if (status === "failed") return "failed";
  return ["pending", "cancelled", "superseded"].includes(status) ? "dim" : "busy";
}

function duration({ started_at, finished_at }: RunLine): string {
  if (started_at === null || finished_at === null) return "";
  return span((Date.parse(finished_at) - Date.parse(started_at)) / 1000);
}

/** Seconds as people say them: `42 s`, `3 min`, `2.5 h`. */
export function span(seconds: number): string {
  if (seconds < 100) return `${Math.round(seconds)} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

function count(number: number): string {
  return new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(number);
}

function time(iso: string): string {
  return iso.slice(5, 16).replace("T", " ");
}
