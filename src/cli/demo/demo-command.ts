import { resolve } from "node:path";
import pc from "picocolors";
import { OutFolder } from "../../adapters/disk/out-folder.ts";
import { InfrastructureError } from "../../errors.ts";
import { exitCodeOf, exitCodes } from "../exit-code.ts";
import { Interrupted, interruptible } from "../interrupt.ts";
import { showResult } from "../show-result.ts";
import type { Terminal } from "../terminal.ts";
import { completedRun, followChecks } from "./follow.ts";
import { PERSON, type Stage, setTheStage } from "./stage.ts";

export interface DemoOptions {
  out: string;
  port: number;
  /** Ends with the run instead of staying up for more comments. */
  once?: boolean;
  json?: boolean;
  quiet?: boolean;
}

/**
 * `tfactory demo`: the whole product on this machine. A local GitHub with a sample pull request, the App, the comment
 * `/tfactory test`, and the pages to look at; it stays up until it is stopped.
 */
export async function demoCommand(options: DemoOptions, terminal: Terminal): Promise<number> {
  const out = await OutFolder.open(resolve(terminal.cwd, options.out));
  const say = (line: string) => void (options.quiet || options.json || terminal.stderr.write(`${line}\n`));
  const stage = await setTheStage(out.path, options.port, terminal.env);
  const stop = followChecks(stage.github, stage.pull.repository, (line) => say(`${pc.dim("check")}   ${line}`));
  try {
    say(`${pc.dim("page")}    ${pc.bold(stage.url)}\n${pc.dim("comment")} ${PERSON}: /tfactory test\n`);
    return await interruptible((signal) => play(stage, out, options, terminal, signal));
  } catch (reason) {
    if (!(reason instanceof Interrupted)) throw reason;
    return options.once ? reason.exit_code : exitCodes.kept;
  } finally {
    stop();
    await stage.server.stop();
    await stage.github.close();
  }
}

async function play(
  stage: Stage,
  out: OutFolder,
  options: DemoOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { github, pull } = stage;
  const { head_sha } = github.pull(pull).pull;
  github.addComment({ ...pull, user: PERSON, body: "/tfactory test" });
  const run = await completedRun(github, pull.repository, head_sha, signal);
  await stage.server.idle();
  await github.delivered();
  if (run.conclusion === "failure") throw new InfrastructureError(run.output.title ?? "the run failed");
  const report = await stage.server.report(run.external_id);
  if (report === null) throw new InfrastructureError("the run ended without a report");
  await showResult(report, { head_ref: github.pull(pull).pull.head_ref }, out, options, terminal);
  if (options.once) return exitCodeOf(report);
  terminal.stderr.write(
    `\n${pc.dim("page")}    ${pc.bold(stage.url)}\n        It stays up: comment on it again. Ctrl-C ends it.\n`,
  );
  await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  return exitCodes.kept;
}
