import { openRepository } from "../../src/adapters/git/open-repository.ts";
import type { AuthorName } from "../../src/authors/index.ts";
import { connectAuthors } from "../../src/cli/connect-authors.ts";
import { connectPorts } from "../../src/cli/connect-ports.ts";
import type { Progress } from "../../src/cli/progress/progress.ts";
import type { Config } from "../../src/config.ts";
import { everything, type Handover } from "../../src/domain/handover.ts";
import { lanes } from "../../src/lanes/index.ts";
import { runPipeline } from "../../src/pipeline/run-pipeline.ts";
import { type EvalCase, repositoryOf } from "./read-cases.ts";
import { type Scored, scoreOf } from "./scorecard.ts";

export interface Trial {
  author: AuthorName;
  /** Tests a run keeps at most. */
  max_tests: number;
  config: Config;
  /** A folder for the repositories that are made. */
  room: string;
  progress: Progress;
}

/** Lets the author write tests for each case, one after the other. A case that fails is told as failed; the others go on. */
export async function runCases(
  cases: EvalCase[],
  trial: Trial,
  tell: (scored: Scored) => void,
  signal: AbortSignal,
): Promise<Scored[]> {
  const authorOf = await connectAuthors(trial.author === "explorer" ? { model: null } : trial.config);
  const all: Scored[] = [];
  for (const one of cases) {
    const scored = await runCase(one, trial, authorOf, signal);
    tell(scored);
    all.push(scored);
  }
  return all;
}

async function runCase(
  one: EvalCase,
  { author, max_tests, config, room, progress }: Trial,
  authorOf: Awaited<ReturnType<typeof connectAuthors>>,
  signal: AbortSignal,
): Promise<Scored> {
  const { id } = one;
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const repository = await openRepository(await repositoryOf(one, room));
    const asking = { run_id: id, repository: id };
    const ports = connectPorts(id, repository, config, progress, signal, (own) => authorOf(author, asking, own));
    const run = { id, handover: handoverOf(one, max_tests), commit_flagged: true, parallel: config.parallel };
    const report = await runPipeline(run, ports, signal);
    return { id, status: "done", score: scoreOf(report, seconds()) };
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return { id, status: "failed", reason, seconds: seconds() };
  }
}

/** A case as a local run would ask for it. */
export function handoverOf({ id, spec }: EvalCase, max_tests: number): Handover {
  return {
    ...everything,
    request_id: id,
    repository: id,
    pull_request: null,
    base_ref: "main",
    head_ref: "feature",
    spec,
    lanes: lanes.map((lane) => lane.id),
    delivery: "patch",
    requested_by: "bench",
    max_tests,
  };
}
