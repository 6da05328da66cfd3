import { isAbsolute, join } from "node:path";
import { singleQuoted } from "../pipeline/shared/single-quoted.ts";

/**
 * How a command begins that replays a run's report, typed where the run was: the way the run was started itself, the report
 * in the out folder, and the repository when that is another folder. A path is as the person wrote it; an absolute one is of
 * this machine only and stays out of the report, so then the command is for the folder the report is in.
 */
export function replayWords({ out, repo }: { out: string; repo: string }, env: NodeJS.ProcessEnv): string {
  const by_npm = env.npm_lifecycle_event === "start" || env.npm_lifecycle_event === "demo";
  const report = isAbsolute(out) ? "report.json" : join(out, "report.json");
  const elsewhere = repo !== "." && !isAbsolute(repo);
  return [by_npm ? "npm start -- replay" : "tfactory replay", word(report), ...(elsewhere ? ["--repo", word(repo)] : [])].join(
    " ",
  );
}

function word(text: string): string {
  return /^[\w./][\w./:@%+=-]*$/.test(text) ? text : singleQuoted(text);
}
