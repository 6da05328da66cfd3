import type { Report } from "../../domain/report.ts";
import type { Publication } from "../../ports.ts";
import { commitMessage, RUN_TRAILER } from "../commit-message.ts";
import { findBranch, workTreesOf } from "./branch.ts";
import { checkOutFiles } from "./check-out-files.ts";
import { configuredUser } from "./configured-user.ts";
import { GitRefused, git } from "./git.ts";
import { resolveCommit } from "./resolve-ref.ts";
import { unfitPath } from "./tree-path.ts";
import { storeFiles, writeCommit } from "./write-commit.ts";

/**
 * Puts a report's files on a local branch as one commit on top of the head that was tested. The branch moves only from
 * exactly that head; a work tree that has it checked out gets the new files and nothing else. Safe to repeat: a commit
 * with the run's trailer is found again.
 */
export async function publishCommit(git_dir: string, report: Report, head_ref: string): Promise<Publication> {
  const branch = await findBranch(git_dir, head_ref);
  if (branch === null) return refused(`${head_ref} is not a local branch, so there is nothing to commit to`);
  const paths = report.files.map((file) => file.path);
  const done = await findOwnCommit(git_dir, report, branch);
  if (done !== null) return { status: "committed", commit_sha: done, files: paths };
  if (paths.length === 0) return refused("no test was kept");
  const unfit = paths.find((path) => unfitPath(path) !== null);
  if (unfit !== undefined) return refused(`${JSON.stringify(unfit)}: ${unfitPath(unfit)}`);
  if ((await resolveCommit(git_dir, branch)) !== report.head_sha) return refused(moved(branch, report.head_sha));

  const files = await storeFiles(git_dir, report.files);
  const message = commitMessage(report, await configuredUser(git_dir));
  const commit_sha = await writeCommit(git_dir, report.head_sha, files, message);
  if (commit_sha === null) return refused("a file of that name is already on the branch");

  const undo: (() => Promise<void>)[] = [];
  for (const tree of await workTreesOf(git_dir, branch)) {
    const checked_out = await checkOutFiles(tree, files);
    if ("undo" in checked_out) undo.push(checked_out.undo);
    else return takeBack(undo, checked_out.blocked);
  }
  try {
    const log = ["-c", "core.logAllRefUpdates=true"];
    await git(git_dir, [...log, "update-ref", "-m", `tfactory: ${report.run_id}`, branch, commit_sha, report.head_sha]);
  } catch (error) {
    if (error instanceof GitRefused) return takeBack(undo, moved(branch, report.head_sha));
    throw error;
  }
  return { status: "committed", commit_sha, files: paths };
}

/** The commit of this run on the branch, if it was made before. */
async function findOwnCommit(git_dir: string, report: Report, branch: string): Promise<string | null> {
  const format = `--format=%H %(trailers:key=${RUN_TRAILER},valueonly,separator=%x20)`;
  try {
    const log = (await git(git_dir, ["log", format, `${report.head_sha}..${branch}`])).toString("utf8");
    return (
      log
        .split("\n")
        .find((line) => line.endsWith(` ${report.run_id}`))
        ?.split(" ", 1)[0] ?? null
    );
  } catch (error) {
    if (error instanceof GitRefused) return null;
    throw error;
  }
}

async function takeBack(undo: (() => Promise<void>)[], reason: string): Promise<Publication> {
  for (const step of undo) await step();
  return refused(reason);
}

function moved(branch: string, head_sha: string): string {
  return `${branch.replace("refs/heads/", "")} is no longer at ${head_sha.slice(0, 7)}, the commit that was tested`;
}

function refused(reason: string): Publication {
  return { status: "refused", reason };
}
