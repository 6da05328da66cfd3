import type { LocalGitHub } from "../../local-github/start.ts";
import type { CheckRun } from "../../local-github/store/types.ts";

/**
 * Says what the check runs of a repository show, each new title once, as somebody with the Checks tab open sees it. Gives
 * what ends it.
 */
export function followChecks(github: LocalGitHub, repository: string, say: (line: string) => void): () => void {
  const shown = new Map<number, string>();
  return github.onChange(() => {
    for (const run of github.checkRuns(repository)) {
      const line = `${run.conclusion ?? run.status}: ${run.output.title ?? ""}`;
      if (shown.get(run.id) === line) continue;
      shown.set(run.id, line);
      say(line);
    }
  });
}

/** The first completed check run of a commit's run, that is when the run asked for is over. Rejects when `signal` aborts. */
export function completedRun(github: LocalGitHub, repository: string, head_sha: string, signal: AbortSignal): Promise<CheckRun> {
  return new Promise((resolve, reject) => {
    const look = () => {
      const run = github.checkRuns(repository, head_sha).find((one) => one.status === "completed");
      if (run === undefined) return;
      stop();
      resolve(run);
    };
    const stop = github.onChange(look);
    signal.addEventListener("abort", () => {
      stop();
      reject(signal.reason);
    });
    look();
  });
}
