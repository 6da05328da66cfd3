import { basename, isAbsolute, relative, resolve } from "node:path";
import { OutFolder } from "../adapters/disk/out-folder.ts";
import { readSpec } from "../adapters/disk/read-spec.ts";
import { findBranch } from "../adapters/git/branch.ts";
import { defaultBase } from "../adapters/git/default-base.ts";
import { openRepository } from "../adapters/git/open-repository.ts";
import type { AuthorName } from "../authors/index.ts";
import type { Config } from "../config.ts";
import { everything, type Handover } from "../domain/handover.ts";
import { lanes } from "../lanes/index.ts";
import { chosenAuthor } from "./connect-authors.ts";
import { exitCodeOf } from "./exit-code.ts";
import { replayWords } from "./replay-words.ts";
import { runLocally } from "./run-locally.ts";
import { showResult } from "./show-result.ts";
import { progressFor, type Terminal } from "./terminal.ts";

export interface RunOptions {
  repo: string;
  base?: string;
  head: string;
  author?: AuthorName;
  spec?: string;
  out: string;
  commit?: boolean;
  max: number;
  json?: boolean;
  quiet?: boolean;
}

/** `tfactory run`: the pipeline on a local repository. Gives the exit code; throws what the person did wrong. */
export async function runCommand(options: RunOptions, id: string, config: Config, terminal: Terminal): Promise<number> {
  const author = chosenAuthor(options.author, config);
  const folder = resolve(terminal.cwd, options.repo);
  const repository = await openRepository(folder);
  const out = await OutFolder.open(resolve(terminal.cwd, options.out));
  const head_ref = await branchName(repository.git_dir, options.head);
  const handover: Handover = {
    ...everything,
    request_id: id,
    repository: repository.name,
    pull_request: null,
    base_ref: options.base ?? (await defaultBase(repository.git_dir, head_ref)),
    head_ref,
    spec: options.spec === undefined ? null : await specOf(resolve(terminal.cwd, options.spec), folder),
    lanes: lanes.map((lane) => lane.id),
    delivery: options.commit ? "commit" : "patch",
    requested_by: "command line",
    max_tests: options.max,
  };
  const report = await runLocally(
    { id, repository, handover, author, replay: replayWords(options, terminal.env) },
    config,
    progressFor(options, terminal),
  );
  await showResult(report, handover, out, options, terminal);
  return exitCodeOf(report);
}

/** `HEAD` by the name of its branch, which people know and reports and test files can carry; any other ref as it is. */
async function branchName(git_dir: string, ref: string): Promise<string> {
  const branch = await findBranch(git_dir, ref);
  return branch?.replace("refs/heads/", "") ?? ref;
}

/** The specification is shown by where it stands in the repository, else by its name alone: no path of a machine in a report. */
async function specOf(path: string, folder: string): Promise<Handover["spec"]> {
  const inside = relative(folder, path);
  const shown = inside.startsWith("..") || isAbsolute(inside) ? basename(path) : inside;
  return { path: shown, text: await readSpec(path) };
}
