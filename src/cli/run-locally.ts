import type { Repository } from "../adapters/git/open-repository.ts";
import type { AuthorName } from "../authors/index.ts";
import type { Config } from "../config.ts";
import type { Handover } from "../domain/handover.ts";
import type { Report } from "../domain/report.ts";
import { runPipeline } from "../pipeline/run-pipeline.ts";
import { connectAuthors } from "./connect-authors.ts";
import { connectPorts } from "./connect-ports.ts";
import { interruptible } from "./interrupt.ts";
import type { Progress } from "./progress/progress.ts";

export interface LocalRun {
  id: string;
  repository: Repository;
  handover: Handover;
  author: AuthorName;
  /** How a reader will replay the report, without the test. */
  replay: string;
}

/** One run on this machine with the real adapters, shown while it goes on. Ctrl-C takes its containers down. */
export async function runLocally(
  { id, repository, handover, author, replay }: LocalRun,
  config: Config,
  progress: Progress,
): Promise<Report> {
  try {
    return await interruptible(async (signal) => {
      const authorOf = await connectAuthors(author === "explorer" ? { model: null } : config);
      const asking = { run_id: id, repository: repository.name };
      const ports = connectPorts(id, repository, config, progress, signal, (own) => authorOf(author, asking, own));
      return runPipeline({ id, handover, commit_flagged: true, parallel: config.parallel, replay }, ports, signal);
    });
  } finally {
    progress.close();
  }
}
