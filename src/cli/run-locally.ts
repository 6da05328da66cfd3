import type { Repository } from "../adapters/git/open-repository.ts";
import type { Config } from "../config.ts";
import type { Handover } from "../domain/handover.ts";
import type { Report } from "../domain/report.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import { connectPorts } from "./connect-ports.ts";
import { interruptible } from "./interrupt.ts";
import type { Progress } from "./progress/progress.ts";

export interface LocalRun {
  id: string;
  repository: Repository;
  handover: Handover;
  /** How a reader will replay the report, without the test. */
  replay: string;
}

/** One run on this machine with the real adapters, shown while it goes on. Ctrl-C takes its containers down. */
export async function runLocally(
  { id, repository, handover, replay }: LocalRun,
  config: Config,
  progress: Progress,
): Promise<Report> {
  try {
    return await interruptible((signal) => {
      const ports = connectPorts(id, repository, config, progress, signal);
      return runPipeline({ id, handover, commit_flagged: true, parallel: config.parallel, replay }, ports, signal);
    });
  } finally {
    progress.close();
  }
}
