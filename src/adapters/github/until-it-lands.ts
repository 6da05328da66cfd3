import { GitHubProblem } from "./problem.ts";
import type { Waiting } from "./waiting.ts";

/** How long what people wait for is tried again, in seconds. */
export const AN_HOUR = 3600;
const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 300;

/** Told what could not be done on GitHub, for the operator's log. Anything but a `GitHubProblem` is a bug of ours. */
export type OnProblem = (what: string, error: unknown) => void;

/**
 * Does work until GitHub takes it: an outage or a limit is waited for, up to `patience` seconds, any other refusal is final.
 * `work` must be safe to repeat: what it did may have landed although the answer was lost. Gives `null` when it never did,
 * and never throws: one thing that can not be told must not keep back the others.
 */
export async function untilItLands<T>(
  what: string,
  work: () => Promise<T>,
  { waiting, patience, onProblem }: { waiting: Waiting; patience: number; onProblem: OnProblem },
): Promise<T | null> {
  const deadline = waiting.now().getTime() + patience * 1000;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await work();
    } catch (error) {
      const problem = error instanceof GitHubProblem ? error : null;
      const seconds = Math.max(pause, problem?.retry_after ?? 0);
      const passing = problem?.kind === "unavailable" || problem?.kind === "rate-limited";
      if (!passing || waiting.now().getTime() + seconds * 1000 > deadline) {
        onProblem(what, error);
        return null;
      }
      await waiting.wait(seconds);
    }
  }
}
