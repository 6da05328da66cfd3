import { UserError } from "../errors.ts";
import { installApp, selectRepository, uninstallApp } from "./changes/apps.ts";
import { requestAction, rerequestRun, rerequestSuite } from "./changes/checks.ts";
import { addComment, deleteComment, editComment, react } from "./changes/comments.ts";
import { commitFiles, mergePull } from "./changes/commits.ts";
import { addLabels, editIssue, lockIssue, openIssue, removeLabel } from "./changes/issues.ts";
import { isPull, openPull, reopenPull } from "./changes/pulls.ts";
import { changeRef } from "./changes/refs.ts";
import { deleteRepository, forkRepository, roleOf } from "./changes/repositories.ts";
import { NO_SHA, resolveCommit } from "./git/refs.ts";
import type { PullIssue } from "./payloads/pull.ts";
import { accountOf, issueOf, must, repositoryOf } from "./store/store.ts";
import type {
  App,
  BranchRule,
  CheckRun,
  Comment,
  Installation,
  Issue,
  ReactionContent,
  Repository,
  Role,
} from "./store/types.ts";
import { type Actor, gitDir, type World } from "./world.ts";

/** A repository as people write it: `owner/name`. */
export type FullName = string;
/** One pull request or issue. */
export interface Place {
  repository: FullName;
  number: number;
}

/**
 * Everything a person can do, by login, as the pages and tests do it. People are trusted to be who they say here; whether
 * they may is asked as on GitHub. Throws `UserError` for what is not there or not allowed.
 */
export function people(world: World) {
  const repository = (name: FullName): Repository => {
    const [owner = "", short = ""] = name.split("/");
    return repositoryOf(world.store, owner, short) ?? refuse(`There is no repository ${name}.`);
  };
  const actor = (login: string): Actor => {
    const account = accountOf(world.store, login) ?? refuse(`There is no account ${login}.`);
    return { account, app: world.store.apps.values().find(({ bot_id }) => bot_id === account.id) ?? null };
  };
  const issue = (place: Place): Issue => {
    return issueOf(world.store, repository(place.repository), place.number) ?? refuse(`There is no #${place.number}.`);
  };
  const pull = (place: Place): PullIssue => {
    const found = issue(place);
    return isPull(found) ? found : refuse(`#${place.number} is not a pull request.`);
  };
  const comment = (id: number): Comment => world.store.comments.get(id) ?? refuse(`There is no comment ${id}.`);
  const run = (id: number): CheckRun => world.store.check_runs.get(id) ?? refuse(`There is no check run ${id}.`);
  const home = (id: number): Repository => must(world.store.repositories.get(id), `repository ${id}`);
  const may = (login: string, where: Repository, roles: Role[], what: string): void => {
    const role = roleOf(where, login) ?? (where.private ? null : "read");
    if (role === null || !roles.includes(role)) refuse(`${login} may not ${what} in ${where.owner}/${where.name}.`);
  };
  const install = (app: App, on: FullName): Installation | undefined =>
    world.store.installations.values().find((one) => one.app_id === app.id && one.account === repository(on).owner);

  return {
    // looking
    repository,
    account: (login: string) => accountOf(world.store, login) ?? refuse(`There is no account ${login}.`),
    issue,
    pull,
    comment,
    checkRun: run,
    /** The comments under a pull request or issue, oldest first. */
    comments: (place: Place): Comment[] => {
      const { id } = repository(place.repository);
      return [...world.store.comments.values()].filter((one) => one.repository_id === id && one.issue_number === place.number);
    },
    /** The check runs of a commit, or of a whole repository, oldest first. */
    checkRuns: (name: FullName, sha?: string): CheckRun[] => {
      const { id } = repository(name);
      return [...world.store.check_runs.values()].filter(
        (one) => one.repository_id === id && (sha === undefined || one.head_sha === sha),
      );
    },
    /** The sha a branch, tag or sha names, or `null`. */
    resolve: (name: FullName, ref: string) => resolveCommit(gitDir(world, repository(name)), ref),
    /** The bare repository on disk. */
    gitFolder: (name: FullName) => gitDir(world, repository(name)),

    // repositories
    fork: (of: FullName, login: string) => forkRepository(world, repository(of), actor(login).account),
    deleteRepository: (name: FullName) => deleteRepository(world, repository(name)),
    addCollaborator: (name: FullName, login: string, role: Role) => {
      repository(name).collaborators[actor(login).account.login] = role;
    },
    removeCollaborator: (name: FullName, login: string) => {
      delete repository(name).collaborators[actor(login).account.login];
    },
    /** From now on the branch does not move, and whoever tries reads this. */
    protectBranch: (name: FullName, rule: BranchRule) => {
      repository(name).rules.push(rule);
    },
    unprotectBranch: (name: FullName, branch: string) => {
      const where = repository(name);
      where.rules = where.rules.filter((rule) => rule.branch !== branch);
    },
    /** Commits files to a branch as the web editor does; a branch that is not there starts at `start`. Gives the sha. */
    commit: async (change: {
      repository: FullName;
      branch: string;
      user: string;
      message: string;
      files: Record<string, string | null>;
      start?: string;
    }): Promise<string> => {
      const where = repository(change.repository);
      const ref = `refs/heads/${change.branch}`;
      if (change.start !== undefined && (await resolveCommit(gitDir(world, where), ref)) === null) {
        const from = (await resolveCommit(gitDir(world, where), change.start)) ?? refuse(`There is no ${change.start}.`);
        await changeRef(world, where, { ref, to: from, from: NO_SHA, force: false }, actor(change.user));
      }
      const files = Object.entries(change.files).map(([path, text]) => ({
        path,
        content: text === null ? null : Buffer.from(text),
      }));
      const wanted = { branch: change.branch, expected: null, message: change.message, files, verified: true };
      const outcome = await commitFiles(world, where, wanted, actor(change.user));
      return outcome.status === "committed" ? outcome.sha : refuse(`The commit was refused: ${outcome.status}.`);
    },
    /** Makes, moves (also backwards) or, with `null`, deletes a branch. */
    setBranch: async (name: FullName, branch: string, sha: string | null, login: string) => {
      const where = repository(name);
      const there = await resolveCommit(gitDir(world, where), `refs/heads/${branch}`);
      const move = { ref: `refs/heads/${branch}`, to: sha ?? NO_SHA, from: there ?? NO_SHA, force: true };
      const outcome = await changeRef(world, where, move, actor(login));
      if (outcome.status !== "moved") refuse(`The branch ${branch} was not moved: ${outcome.status}.`);
    },

    // pull requests, issues, comments
    openPullRequest: async (wanted: {
      repository: FullName;
      user: string;
      title: string;
      body?: string | null;
      /** `branch`, or `owner:branch` of a fork. */
      head: string;
      base?: string;
      draft?: boolean;
    }): Promise<PullIssue> => {
      const where = repository(wanted.repository);
      const [owner, branch] = wanted.head.includes(":") ? wanted.head.split(":", 2) : [where.owner, wanted.head];
      const head_repository =
        owner === where.owner
          ? where
          : world.store.repositories.values().find((one) => one.owner === owner && one.parent_id === where.id);
      const asked = {
        title: wanted.title,
        body: wanted.body ?? null,
        base: wanted.base ?? where.default_branch,
        head: branch ?? "",
        head_repository: head_repository ?? refuse(`${owner} has no fork of ${wanted.repository}.`),
        draft: wanted.draft ?? false,
      };
      const outcome = await openPull(world, where, asked, actor(wanted.user));
      if (outcome.status === "opened") return outcome.issue;
      return refuse(outcome.status === "refused" ? outcome.message : `The ${outcome.field} is no branch.`);
    },
    openIssue: (name: FullName, login: string, wanted: { title: string; body?: string | null }) =>
      openIssue(world, repository(name), { title: wanted.title, body: wanted.body ?? null }, actor(login)),
    editPullRequest: (place: Place & { user: string; title?: string; body?: string }) => {
      const { title, body } = place;
      const edit = { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) };
      return editIssue(world, repository(place.repository), issue(place), edit, actor(place.user));
    },
    closePullRequest: (place: Place & { user: string }) =>
      editIssue(world, repository(place.repository), issue(place), { state: "closed" }, actor(place.user)),
    reopenPullRequest: (place: Place & { user: string }) => {
      const found = issue(place);
      const who = actor(place.user);
      const where = repository(place.repository);
      return isPull(found) ? reopenPull(world, where, found, who) : editIssue(world, where, found, { state: "open" }, who);
    },
    mergePullRequest: (place: Place & { user: string }) =>
      mergePull(world, repository(place.repository), pull(place), actor(place.user)),
    lockConversation: (place: Place & { user: string; locked: boolean }) =>
      lockIssue(world, repository(place.repository), issue(place), place.locked, actor(place.user)),
    /** Writes a comment. Whoever can read may; in a locked conversation only who may write. */
    addComment: (place: Place & { user: string; body: string }): Comment => {
      const where = repository(place.repository);
      const found = issue(place);
      const speakers: Role[] = found.locked ? ["write", "maintain", "admin"] : ["read", "triage", "write", "maintain", "admin"];
      may(place.user, where, speakers, "comment");
      return addComment(world, where, found, place.body, actor(place.user));
    },
    editComment: (id: number, login: string, body: string) =>
      editComment(world, home(comment(id).repository_id), comment(id), body, actor(login)),
    deleteComment: (id: number, login: string) =>
      deleteComment(world, home(comment(id).repository_id), comment(id), actor(login)),
    react: (comment_id: number, login: string, content: ReactionContent) =>
      react(world, { on: "comment", id: comment(comment_id).id }, content, actor(login)).reaction,
    addLabel: (place: Place & { user: string; label: string }) => {
      const where = repository(place.repository);
      may(place.user, where, ["triage", "write", "maintain", "admin"], "label");
      return addLabels(world, where, issue(place), [place.label], actor(place.user));
    },
    removeLabel: (place: Place & { user: string; label: string }) => {
      const where = repository(place.repository);
      may(place.user, where, ["triage", "write", "maintain", "admin"], "label");
      return removeLabel(world, where, issue(place), place.label, actor(place.user));
    },

    // checks
    /** Presses a button of a completed check run. */
    clickButton: async (check_run_id: number, login: string, identifier: string) => {
      const found = run(check_run_id);
      const where = home(found.repository_id);
      may(login, where, ["write", "maintain", "admin"], "press a button");
      const shown = found.status === "completed" && found.actions.some((one) => one.identifier === identifier);
      if (!shown) refuse(`Check run ${check_run_id} shows no button ${identifier}.`);
      await requestAction(world, where, found, identifier, actor(login));
    },
    rerequest: async (check_run_id: number, login: string) => {
      const found = run(check_run_id);
      const where = home(found.repository_id);
      may(login, where, ["write", "maintain", "admin"], "re-run");
      if (found.status !== "completed") refuse("Only a completed check run can be re-run.");
      await rerequestRun(world, where, found, actor(login));
    },
    /** Presses "Re-run all checks" of a suite. */
    rerequestSuite: async (suite_id: number, login: string) => {
      const suite = world.store.check_suites.get(suite_id) ?? refuse(`There is no check suite ${suite_id}.`);
      const where = home(suite.repository_id);
      may(login, where, ["write", "maintain", "admin"], "re-run");
      await rerequestSuite(world, where, suite, actor(login));
    },

    // Apps
    /** Installs an App on the repositories named, which have one owner, or on all of an account's. */
    install: (slug: string, on: FullName[] | { account: string }): Installation => {
      const app = world.store.apps.values().find((one) => one.slug === slug) ?? refuse(`There is no App ${slug}.`);
      if (!Array.isArray(on)) return installApp(world, app, on.account, "all", actor(on.account));
      const repositories = on.map(repository);
      const owner = repositories[0]?.owner ?? refuse("Name at least one repository.");
      return installApp(world, app, owner, repositories, actor(owner));
    },
    uninstall: (slug: string, from: FullName) => {
      const app = world.store.apps.values().find((one) => one.slug === slug) ?? refuse(`There is no App ${slug}.`);
      const found = install(app, from) ?? refuse(`${slug} is not installed there.`);
      uninstallApp(world, found, actor(found.account));
    },
    /** Adds a repository to an installation of selected ones or takes it out. */
    selectRepository: (slug: string, name: FullName, selected: boolean) => {
      const app = world.store.apps.values().find((one) => one.slug === slug) ?? refuse(`There is no App ${slug}.`);
      const found = install(app, name) ?? refuse(`${slug} is not installed there.`);
      selectRepository(world, found, repository(name), selected, actor(found.account));
    },
  };
}

function refuse(message: string): never {
  throw new UserError(message);
}
