import { resolve } from "node:path";
import { readReport } from "../adapters/disk/read-report.ts";
import { openRepository } from "../adapters/git/open-repository.ts";
import type { Config } from "../config.ts";
import type { Replay } from "../pipeline/replay/replay.ts";
import { replayReport } from "../pipeline/replay-report.ts";
import { connectPorts } from "./connect-ports.ts";
import { exitCodes } from "./exit-code.ts";
import { interruptible } from "./interrupt.ts";
import { renderReplay } from "./render-replay.ts";
import { progressFor, type Terminal } from "./terminal.ts";

export interface ReplayOptions {
  report: string;
  /** Any tests of the report; none: its kept tests and suspected bugs. */
  tests: string[];
  repo: string;
  json?: boolean;
}

/** `tfactory replay`: proves the claims of a report again. Gives the exit code; throws what the person did wrong. */
export async function replayCommand(options: ReplayOptions, id: string, config: Config, terminal: Terminal): Promise<number> {
  const report = await readReport(resolve(terminal.cwd, options.report));
  const repository = await openRepository(resolve(terminal.cwd, options.repo));
  const progress = progressFor(options, terminal);
  const replay = await interruptible((signal) =>
    replayReport(report, options.tests, connectPorts(id, repository, config, progress, signal), signal),
  ).finally(() => progress.close());
  return showReplay(replay, options, terminal);
}

/** Says what came of a replay and gives the exit code. What can not be replayed at all is no failure. */
export function showReplay(replay: Replay, { json = false }: { json?: boolean }, { stdout }: Terminal): number {
  stdout.write(json ? `${JSON.stringify(replay, null, 2)}\n` : `\n${renderReplay(replay)}\n`);
  const seen = replay.tests.flatMap((test) => test.rechecks.map((recheck) => recheck.status));
  if (seen.includes("not-again")) return exitCodes.nothing;
  return seen.includes("not-run") ? exitCodes.infrastructure : exitCodes.kept;
}
