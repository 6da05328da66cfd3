import type { Handover } from "../../domain/handover.ts";
import type { Report } from "../../domain/report.ts";
import { frameworks } from "../../frameworks/index.ts";
import type { Publication } from "../../ports.ts";
import { type Person, RUN_TRAILER } from "../commit-message.ts";
import { git } from "../git/git.ts";
import type { NewCommit } from "./commit-on-branch.ts";
import { changesOf, type DeliveryWorld, deliverCommit, reverseOf } from "./deliver-commit.ts";
import { findTarget } from "./find-target.ts";
import { DROP_TRAILER, findByTrailer, isOurs, logOf, UNDO_TRAILER } from "./own-commits.ts";
import { entriesOf } from "./path-policy.ts";
import { requester } from "./publish.ts";

const TRIES = 3;
type Change = Pick<NewCommit, "write" | "remove"> & { message: string };
type Planned = { status: "change"; change: Change } | { status: "refused"; reason: string };

/** Reverts exactly one commit of ours. Refuses when it is not ours, not on the branch, or its files are someone else's by now. */
export function undoCommit(world: DeliveryWorld, commit_sha: string, handover: Handover): Promise<Publication> {
  const { mirror } = world;
  const short = commit_sha.slice(0, 12);
  return takeBack(world, handover, UNDO_TRAILER, commit_sha, async (head) => {
    if (!(await mirror.ensure(commit_sha))) return refused(`commit ${short} is not there`);
    const [commit] = await logOf(mirror.git_dir, `${commit_sha}^!`);
    if (commit === undefined || !commit.trailers.some(({ name }) => name === RUN_TRAILER))
      return refused(`commit ${short} is not one of TFactory`);
    const [base] = (await git(mirror.git_dir, ["merge-base", commit_sha, head])).toString("utf8").split("\n");
    if (base !== commit_sha) return refused(`commit ${short} is not on the branch any more`);
    const range = `${commit_sha}..${head}`;
    const stranger = await changedBySomeone(mirror.git_dir, range, await changesOf(mirror.git_dir, commit_sha));
    if (stranger !== null) return refused(stranger);
    const reverse = await reverseOf(mirror.git_dir, commit_sha, head);
    if (reverse.write.length + reverse.remove.length === 0) return refused(`nothing of commit ${short} is left`);
    return { status: "change", change: { ...reverse, message: `tfactory: undo ${short}` } };
  });
}

/** Takes one kept test out of its file; a file without any goes. */
export function dropTest(
  world: DeliveryWorld,
  { file, name }: { file: string; name: string },
  report: Report,
  handover: Handover,
): Promise<Publication> {
  const { git_dir } = world.mirror;
  return takeBack(world, handover, DROP_TRAILER, `${report.run_id} ${name}`, async (head) => {
    const others = report.tests.filter((test) => test.file === file && test.name !== name).map((test) => test.name);
    if (!report.tests.some((test) => test.file === file && test.name === name)) return refused(`${name} is not a kept test`);
    const entry = (await entriesOf(git_dir, head)).get(file);
    if (entry === undefined) return refused(`${file} is not on the branch`);
    const stranger = await changedBySomeone(git_dir, head, [file]);
    if (stranger !== null) return refused(stranger);
    const source = (await git(git_dir, ["cat-file", "blob", entry.object])).toString("utf8");
    const framework = frameworks.find((one) => one.kindOf(file) === "test");
    const kept = framework === undefined ? source : framework.keepCases(source, others);
    if (kept === source) return refused(`${name} is not in ${file}`);
    const change = kept === null ? { write: [], remove: [file] } : { write: [{ path: file, source: kept }], remove: [] };
    return { status: "change", change: { ...change, message: `tfactory: drop ${name}`.slice(0, 72) } };
  });
}

/** Plans a change of the branch as it is now and commits it; a branch that moves meanwhile is planned for again. */
async function takeBack(
  world: DeliveryWorld,
  handover: Handover,
  trailer: string,
  value: string,
  plan: (head: string) => Promise<Planned>,
): Promise<Publication> {
  const target = await findTarget(world.at, handover);
  if (target.status !== "branch") return refused(target.reason);
  const { branch } = target;
  const person = await requester(world.at, handover);
  const said = value.replace(/[\s\p{Cc}]+/gu, " ");
  const findDone = (head: string) => findByTrailer(world.mirror.git_dir, head, trailer, said);
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const head = await world.mirror.fetchRef(`refs/heads/${branch}`);
    if (head === null) return refused(`${branch} is not there any more`);
    const done = await findDone(head);
    if (done !== null) return { status: "committed", commit_sha: done, files: await changesOf(world.mirror.git_dir, done) };
    const planned = await plan(head);
    if (planned.status === "refused") return planned;
    const { message, ...change } = planned.change;
    const commit = { branch, parent: head, message: `${message}\n\n${trailersOf(trailer, said, person)}`, ...change };
    const delivered = await deliverCommit(world, commit, findDone);
    const files = [...change.write.map(({ path }) => path), ...change.remove];
    if (delivered.status === "committed") return { ...delivered, files };
    if (delivered.status === "refused") return delivered;
  }
  return refused(`${branch} moves all the time`);
}

/** Who changed one of these files without being us, in words, or `null`. */
async function changedBySomeone(git_dir: string, range: string, paths: string[]): Promise<string | null> {
  for (const path of paths) {
    const stranger = (await logOf(git_dir, range, { paths: [path] })).find((commit) => !isOurs(commit));
    if (stranger !== undefined) return `${path} was changed since, by commit ${stranger.sha.slice(0, 12)}`;
  }
  return null;
}

function trailersOf(name: string, value: string, person: Person | null): string {
  const asked = person === null ? [] : [`Co-authored-by: ${person.name} <${person.email}>`];
  return [`${name}: ${value}`, ...asked].join("\n");
}

function refused(reason: string): { status: "refused"; reason: string } {
  return { status: "refused", reason };
}
