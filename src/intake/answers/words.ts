import type { RunRecord } from "../../runs/runs.ts";

/** A run by its check run, or by its id when that could not be opened. */
export function checkLink({ id, check_run_url }: Pick<RunRecord, "id" | "check_run_url">): string {
  return check_run_url === null ? `run \`${id}\`` : `[run ${id}](${check_run_url})`;
}

export function shortSha(sha: string): string {
  return `\`${sha.slice(0, 7)}\``;
}
