import { type Commit, listCommits, type Person, readCommit } from "../git/commits.ts";
import { diffFiles, EMPTY_TREE } from "../git/diff.ts";
import { NO_SHA } from "../git/refs.ts";
import { accountJson } from "../payloads/account.ts";
import { checkSuiteJson } from "../payloads/check.ts";
import { repositoryJson } from "../payloads/repository.ts";
import type { Repository } from "../store/types.ts";
import { covers, isHeard, tellApps } from "../webhooks/events.ts";
import { type Actor, gitDir, pageUrl, timestamp, type World } from "../world.ts";
import type { MovedRef } from "./refs.ts";

/** A push payload lists at most this many commits. */
const MOST_COMMITS = 2048;

/** `create` or `delete`, `push`, and a check suite for every App that writes checks. */
export async function tellOfPush(world: World, repository: Repository, moved: MovedRef, actor: Actor): Promise<void> {
  const { ref, before, after } = moved;
  const [, ref_type, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
  if (ref_type === undefined || name === undefined) return;
  const short = { ref: name, ref_type: ref_type === "heads" ? "branch" : "tag", pusher_type: "user" };
  const created = { master_branch: repository.default_branch, description: repository.description };
  if (before === NO_SHA) tellApps(world, repository, actor, { event: "create", action: null, payload: { ...short, ...created } });
  if (after === NO_SHA) tellApps(world, repository, actor, { event: "delete", action: null, payload: short });
  tellApps(world, repository, actor, {
    event: "push",
    action: null,
    payload: await pushPayload(world, repository, moved, actor),
  });
  if (ref_type === "heads" && after !== NO_SHA) await requestSuites(world, repository, name, before, after, actor);
}

async function pushPayload(world: World, repository: Repository, moved: MovedRef, actor: Actor) {
  const { ref, before, after, forced } = moved;
  const dir = gitDir(world, repository);
  const commits = after === NO_SHA ? [] : await pushed(dir, repository, moved);
  const head = after === NO_SHA ? null : await readCommit(dir, after);
  const page = pageUrl(world, repository);
  const range = before === NO_SHA ? after.slice(0, 12) : `${before.slice(0, 12)}...${after.slice(0, 12)}`;
  const seconds = (date: string) => Math.floor(Date.parse(date) / 1000);
  const owner = { ...accountJson(world, ownerOf(world, repository)), name: repository.owner, email: null };
  const json = repositoryJson(world, repository);
  return {
    ref,
    before,
    after,
    created: before === NO_SHA,
    deleted: after === NO_SHA,
    forced,
    base_ref: null,
    compare: `${page}/compare/${range}`,
    commits: await Promise.all(commits.slice(-MOST_COMMITS).map((commit) => pushedCommit(dir, page, commit))),
    head_commit: head === null ? null : await pushedCommit(dir, page, head),
    pusher: { name: actor.account.login, email: `${actor.account.login}@${new URL(world.url).hostname}` },
    repository: {
      ...json,
      owner,
      created_at: seconds(json.created_at),
      pushed_at: seconds(json.pushed_at),
      master_branch: json.default_branch,
    },
  };
}

/** Oldest first. A new branch brings what the default branch does not have. */
async function pushed(dir: string, repository: Repository, { ref, before, after }: MovedRef): Promise<Commit[]> {
  const fresh = before === NO_SHA;
  if (fresh && ref === `refs/heads/${repository.default_branch}`) return (await listCommits(dir, { to: after })).reverse();
  return (await listCommits(dir, { to: after, from: fresh ? `refs/heads/${repository.default_branch}` : before })).reverse();
}

async function pushedCommit(dir: string, page: string, commit: Commit) {
  const files = await diffFiles(dir, commit.parents[0] ?? EMPTY_TREE, commit.sha);
  const named = (wanted: string[]) => files.filter(({ status }) => wanted.includes(status)).map(({ path }) => path);
  const person = ({ name, email, date }: Person) => ({ name, email, date });
  return {
    id: commit.sha,
    tree_id: commit.tree,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${page}/commit/${commit.sha}`,
    author: person(commit.author),
    committer: person(commit.committer),
    added: named(["added", "renamed"]),
    removed: [...named(["removed"]), ...files.flatMap(({ old_path }) => (old_path === null ? [] : [old_path]))],
    modified: named(["modified", "changed"]),
  };
}

async function requestSuites(world: World, repository: Repository, branch: string, before: string, after: string, actor: Actor) {
  for (const installation of world.store.installations.values()) {
    const { app_id } = installation;
    if (!covers(installation, repository) || installation.permissions.checks !== "write") continue;
    if (repository.no_auto_suites.includes(app_id)) continue;
    const at = timestamp(world);
    const id = world.store.id();
    const suite = { id, repository_id: repository.id, app_id, head_sha: after, head_branch: branch, before };
    const record = { ...suite, status: "queued", conclusion: null, created_at: at, updated_at: at } as const;
    world.store.check_suites.set(id, record);
    if (!isHeard(world, repository, "check_suite")) continue;
    const payload = { check_suite: await checkSuiteJson(world, repository, record) };
    tellApps(world, repository, actor, { event: "check_suite", action: "requested", payload, only_app: app_id });
  }
}

function ownerOf(world: World, repository: Repository) {
  const owner = world.store.accounts.values().find(({ login }) => login === repository.owner);
  if (owner === undefined) throw new Error(`The owner of ${repository.name} is gone.`);
  return owner;
}
