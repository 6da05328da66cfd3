import { UserError } from "../../errors.ts";
import { roleOf } from "../changes/repositories.ts";
import { resolveCommit } from "../git/refs.ts";
import type { PullIssue } from "../payloads/pull.ts";
import { accountOf, issueOf, must, repositoryOf } from "../store/store.ts";
import type { Account, App, CheckRun, CheckSuite, Comment, Issue, Repository, Role } from "../store/types.ts";
import { type Actor, gitDir, type World } from "../world.ts";

/** A repository as people write it: `owner/name`. */
export type FullName = string;
/** One pull request or issue. */
export interface Place {
  repository: FullName;
  number: number;
}
export type Find = ReturnType<typeof find>;

export const WRITERS: Role[] = ["write", "maintain", "admin"];

/** Records by the names people have for them. Throws `UserError` for what is not there. */
export function find(world: World) {
  const { store } = world;
  const repository = (name: FullName): Repository => {
    const [owner = "", short = ""] = name.split("/");
    return repositoryOf(store, owner, short) ?? refuse(`There is no repository ${name}.`);
  };
  const account = (login: string): Account => accountOf(store, login) ?? refuse(`There is no account ${login}.`);
  const issue = (place: Place): Issue => {
    return issueOf(store, repository(place.repository), place.number) ?? refuse(`There is no #${place.number}.`);
  };
  return {
    repository,
    account,
    issue,
    pull: (place: Place): PullIssue => {
      const found = issue(place);
      return found.pull === null ? refuse(`#${place.number} is not a pull request.`) : Object.assign(found, { pull: found.pull });
    },
    actor: (login: string): Actor => {
      const who = account(login);
      return { account: who, app: store.apps.values().find(({ bot_id }) => bot_id === who.id) ?? null };
    },
    app: (slug: string): App => store.apps.values().find((one) => one.slug === slug) ?? refuse(`There is no App ${slug}.`),
    comment: (id: number): Comment => store.comments.get(id) ?? refuse(`There is no comment ${id}.`),
    checkRun: (id: number): CheckRun => store.check_runs.get(id) ?? refuse(`There is no check run ${id}.`),
    checkSuite: (id: number): CheckSuite => store.check_suites.get(id) ?? refuse(`There is no check suite ${id}.`),
    /** The repository a record belongs to. */
    home: ({ repository_id }: { repository_id: number }): Repository =>
      must(store.repositories.get(repository_id), `repository ${repository_id}`),
    /** The bare repository on disk. */
    gitFolder: (name: FullName) => gitDir(world, repository(name)),
    /** The sha a branch, tag or sha names, or `null`. */
    resolve: (name: FullName, ref: string) => resolveCommit(gitDir(world, repository(name)), ref),
  };
}

/** Throws `UserError` unless a person has one of these roles. */
export function requireRole(login: string, where: Repository, roles: Role[], what: string): void {
  const role = roleOf(where, login) ?? (where.private ? null : "read");
  if (role === null || !roles.includes(role)) refuse(`${login} may not ${what} in ${where.owner}/${where.name}.`);
}

export function refuse(message: string): never {
  throw new UserError(message);
}
