import type { Overview, RunLine } from "../runs/overview.ts";
import { plainText } from "./plain-text.ts";

/** How a server is, in a few lines for a terminal. */
export function renderStatus({ queue, workers, last_day, used_today, limits, repositories }: Overview): string {
  const slots = workers.reduce((total, worker) => total + worker.slots, 0);
  const waits = queue.oldest_waiting_seconds === null ? "" : `, the first for ${Math.round(queue.oldest_waiting_seconds)} s`;
  const over = Object.entries(last_day.finished).map(([status, count]) => `${count} ${status}`);
  const taken = last_day.seconds === null ? "" : `; half of them in ${Math.round(last_day.seconds.p50)} s`;
  const { runs, tokens, usd } = limits.daily;
  const lines = [
    `working    ${queue.working} of ${slots} on ${workers.length} ${workers.length === 1 ? "worker" : "workers"}`,
    `waiting    ${queue.waiting}${waits}`,
    `last day   ${over.length === 0 ? "none was over" : over.join(", ")}${taken}`,
    `today      ${of(used_today.runs, runs)} runs, ${of(used_today.tokens, tokens)} tokens, ${of(used_today.usd, usd)} dollars`,
  ];
  const busy = repositories.filter(({ working, waiting }) => working + waiting > 0);
  const where = busy.map((one) => `  ${plainText(one.repository)}: ${one.working} working, ${one.waiting} waiting`);
  return [...lines, ...(where.length > 0 ? ["", ...where] : []), ""].join("\n");
}

/** The runs of a server, one a line. */
export function renderRuns(runs: RunLine[]): string {
  if (runs.length === 0) return "No run was asked for yet.\n";
  const rows = runs.map((run) => [
    run.created_at.slice(0, 16).replace("T", " "),
    `${plainText(run.repository)}#${run.pull_request}`,
    run.finished_at === null && run.stage !== null ? `${run.status} (${run.stage})` : run.status,
    run.id,
    plainText(run.failure ?? run.commit_sha?.slice(0, 12) ?? ""),
  ]);
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, at) => cell.padEnd(widths[at] ?? 0))
          .join("  ")
          .trimEnd()}\n`,
    )
    .join("");
}

/** `3 of 100`, or `3` when there is no limit: JSON has it as `null`. */
function of(used: number, limit: number | null): string {
  const say = (number: number) => String(Math.round(number * 100) / 100);
  return limit === null || !Number.isFinite(limit) ? say(used) : `${say(used)} of ${say(limit)}`;
}
