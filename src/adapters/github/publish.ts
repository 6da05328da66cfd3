import type { Handover } from "../../domain/handover.ts";
import type { Report } from "../../domain/report.ts";
import { inlineCode } from "../../pipeline/6-triage/render/untrusted.ts";
import type { Publication } from "../../ports.ts";
import { commitMessage, type Person, RUN_TRAILER } from "../commit-message.ts";
import type { RepositoryAt } from "./check-runs.ts";
import { type Delivered, type DeliveryWorld, deliverCommit } from "./deliver-commit.ts";
import { findTarget } from "./find-target.ts";
import { findByTrailer, isOurs, logOf } from "./own-commits.ts";
import { newFiles, refusedFiles } from "./path-policy.ts";
import { GitHubProblem } from "./problem.ts";

/** A branch that gets more commits of ours in an hour is in a loop with somebody. */
const COMMITS_PER_HOUR = 6;
const AN_HOUR = 60 * 60 * 1000;

/**
 * Puts a report's files on the pull request's branch, or on a branch of their own with a pull request onto it, as one commit
 * on top of `onto`. Only new test files. Safe to repeat: the run's own commit is found again. Throws `GitHubProblem`.
 */
export async function publish(world: DeliveryWorld, report: Report, handover: Handover, onto: string): Promise<Publication> {
  if (handover.delivery === "patch") return { status: "not-asked" };
  if (report.files.length === 0) return refused("no test was kept");
  const forbidden = refusedFiles(report.files);
  if (forbidden !== null) return refused(forbidden);
  const target = await findTarget(world.at, handover);
  if (target.status !== "branch") return target;
  return handover.delivery === "pr"
    ? publishBeside(world, report, handover, target.branch, onto)
    : publishOn(world, report, handover, target.branch, onto);
}

async function publishOn(
  world: DeliveryWorld,
  report: Report,
  handover: Handover,
  branch: string,
  onto: string,
): Promise<Publication> {
  const { git_dir } = world.mirror;
  const head = await world.mirror.fetchRef(`refs/heads/${branch}`);
  if (head === null) return { status: "patch", reason: `${branch} is not there any more` };
  if (!(await world.mirror.ensure(report.head_sha))) return refused(`the tested commit ${report.head_sha.slice(0, 12)} is gone`);
  const findDone = (now: string) => findByTrailer(git_dir, `${report.head_sha}..${now}`, RUN_TRAILER, report.run_id);
  const files = report.files.map((file) => file.path);
  const done = await findDone(head);
  if (done !== null) return { status: "committed", commit_sha: done, files };
  if (head !== onto) return { status: "head-moved", new_head: head };

  const since = new Date(world.waiting.now().getTime() - AN_HOUR);
  const recent = (await logOf(git_dir, head, { since })).filter(isOurs).length;
  if (recent >= COMMITS_PER_HOUR)
    return { status: "patch", reason: `${branch} has had ${recent} commits of TFactory within an hour` };
  const fitting = await newFiles(git_dir, onto, report.files);
  if (fitting.status === "taken") return refused(fitting.reason);
  if (fitting.files.length === 0) return refused(`${branch} has these tests already`);

  const message = commitMessage(report, await requester(world.at, handover));
  const commit = { branch, parent: onto, message, write: fitting.files, remove: [] };
  return publication(await deliverCommit(world, commit, findDone), files);
}

/** A stacked pull request: the same commit on a branch of its own, so that the head branch stays its owner's. */
async function publishBeside(
  world: DeliveryWorld,
  report: Report,
  handover: Handover,
  base: string,
  onto: string,
): Promise<Publication> {
  const { octokit, owner, repo } = world.at;
  const branch = `tfactory/${report.run_id}`;
  if ((await world.mirror.fetchRef(`refs/heads/${branch}`)) === null) {
    try {
      await octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha: onto });
    } catch (error) {
      const there = error instanceof GitHubProblem && (await world.mirror.fetchRef(`refs/heads/${branch}`)) !== null;
      if (!there) throw error;
    }
  }
  const published = await publishOn(world, report, handover, branch, onto);
  if (published.status !== "committed") return published;
  return { ...published, pull_request_url: await stackedPullRequest(world.at, report, handover, branch, base) };
}

async function stackedPullRequest(
  { octokit, owner, repo }: RepositoryAt,
  report: Report,
  { pull_request }: Handover,
  branch: string,
  base: string,
): Promise<string> {
  const find = async () => {
    const { data } = await octokit.rest.pulls.list({ owner, repo, head: `${owner}:${branch}`, state: "all" });
    return data.find((pull) => pull.head.ref === branch)?.html_url ?? null;
  };
  const found = await find();
  if (found !== null) return found;
  const where = pull_request === null ? inlineCode(base) : `#${pull_request}`;
  const body = `Tests for ${where}, each proven by what it kills and where it fails. Merge it into ${inlineCode(base)} to have them there.`;
  try {
    const [title = ""] = commitMessage(report, null).split("\n");
    const { data } = await octokit.rest.pulls.create({ owner, repo, title, head: branch, base, body });
    return data.html_url;
  } catch (error) {
    const landed = error instanceof GitHubProblem && error.kind === "unavailable" ? await find() : null;
    if (landed === null) throw error;
    return landed;
  }
}

function publication(delivered: Delivered, files: string[]): Publication {
  return delivered.status === "committed" ? { ...delivered, files } : delivered;
}

/** Who asked, as GitHub writes people it does not show the address of. Nobody, when that is no login. */
export async function requester({ octokit }: RepositoryAt, { requested_by }: Handover): Promise<Person | null> {
  if (!/^[A-Za-z0-9-]{1,39}$/.test(requested_by)) return null;
  try {
    const { data } = await octokit.rest.users.getByUsername({ username: requested_by });
    const host = new URL(data.html_url).hostname;
    return { name: data.login, email: `${data.id}+${data.login}@users.noreply.${host}` };
  } catch (error) {
    if (error instanceof GitHubProblem) return null;
    throw error;
  }
}

function refused(reason: string): Publication {
  return { status: "refused", reason };
}
