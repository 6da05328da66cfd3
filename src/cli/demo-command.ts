import { join, resolve } from "node:path";
import pc from "picocolors";
import { OutFolder } from "../adapters/disk/out-folder.ts";
import { openRepository } from "../adapters/git/open-repository.ts";
import type { Config } from "../config.ts";
import { everything, type Handover } from "../domain/handover.ts";
import { lanes } from "../lanes/index.ts";
import { exitCodeOf } from "./exit-code.ts";
import { replayWords } from "./replay-words.ts";
import { runLocally } from "./run-locally.ts";
import { sampleRepository } from "./sample-repository.ts";
import { showResult } from "./show-result.ts";
import { progressFor, type Terminal } from "./terminal.ts";

export interface DemoOptions {
  out: string;
  json?: boolean;
  quiet?: boolean;
}

const SAMPLE = "pytest-duration";

/** `tfactory demo`: a real run on a sample repository, made anew in the out folder, with the tests committed to its branch. */
export async function demoCommand(options: DemoOptions, id: string, config: Config, terminal: Terminal): Promise<number> {
  const out = await OutFolder.open(resolve(terminal.cwd, options.out));
  const folder = join(out.path, SAMPLE);
  const spec = await sampleRepository(SAMPLE, folder);
  const repository = await openRepository(folder);
  if (!options.json && !options.quiet) terminal.stderr.write(`${pc.dim("sample")}  ${folder}, branch feature against main\n\n`);
  const handover: Handover = {
    ...everything,
    request_id: id,
    repository: repository.name,
    pull_request: null,
    base_ref: "main",
    head_ref: "feature",
    spec,
    lanes: lanes.map((lane) => lane.id),
    delivery: "commit",
    requested_by: "demo",
    max_tests: 20,
  };
  const replay = replayWords({ out: options.out, repo: join(options.out, SAMPLE) }, terminal.env);
  const report = await runLocally({ id, repository, handover, replay }, config, progressFor(options, terminal));
  await showResult(report, handover, out, options, terminal);
  return exitCodeOf(report);
}
