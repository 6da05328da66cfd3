import { UserError } from "../../errors.ts";
import { checkedOutBranch, copyRefs, createBareRepository, removeRepository } from "../git/repository.ts";
import { accountOf, repositoryOf } from "../store/store.ts";
import type { Account, Label, Repository, Role } from "../store/types.ts";
import { gitDir, timestamp, type World } from "../world.ts";

/** The labels every new repository has on GitHub. */
const LABELS: [string, string, string][] = [
  ["bug", "d73a4a", "Something isn't working"],
  ["documentation", "0075ca", "Improvements or additions to documentation"],
  ["enhancement", "a2eeef", "New feature or request"],
  ["question", "d876e3", "Further information is requested"],
];

export interface NewRepository {
  owner: string;
  name: string;
  description?: string;
  /** Private unless told otherwise. */
  private?: boolean;
  /** A folder with a git repository to copy branches and tags from. */
  from?: string;
  default_branch?: string;
}

/** Makes a repository on a bare git repository. Throws `UserError` for an unknown owner or a taken name. */
export async function createRepository(
  world: World,
  wanted: NewRepository,
  parent_id: number | null = null,
): Promise<Repository> {
  const { owner, name } = wanted;
  const account = accountOf(world.store, owner);
  if (account === undefined) throw new UserError(`There is no account ${owner}.`);
  if (repositoryOf(world.store, owner, name) !== undefined) throw new UserError(`${owner}/${name} is there already.`);
  const found = wanted.from === undefined ? null : await checkedOutBranch(wanted.from);
  const default_branch = wanted.default_branch ?? found ?? "main";
  const at = timestamp(world);
  const repository: Repository = {
    id: world.store.id(),
    owner: account.login,
    name,
    former_names: [],
    description: wanted.description ?? null,
    private: wanted.private ?? true,
    default_branch,
    parent_id,
    collaborators: {},
    labels: LABELS.map(([label, color, description]) => newLabel(world, { name: label, color, description }, true)),
    rules: [],
    verified: [],
    no_auto_suites: [],
    next_number: 1,
    created_at: at,
    pushed_at: at,
  };
  await createBareRepository(gitDir(world, repository), default_branch);
  if (wanted.from !== undefined) await copyRefs(gitDir(world, repository), wanted.from);
  world.store.repositories.set(repository.id, repository);
  world.changed({ kind: "repository", repository_id: repository.id, number: null });
  return repository;
}

/** Forks a repository for an account: every branch, and a network of its own. */
export async function forkRepository(world: World, parent: Repository, account: Account): Promise<Repository> {
  const { name, description, private: is_private, default_branch } = parent;
  const about = description === null ? {} : { description };
  const wanted = { owner: account.login, name, private: is_private, default_branch, from: gitDir(world, parent), ...about };
  return createRepository(world, wanted, parent.id);
}

/** Gives a repository another name. Its old address leads to it until somebody else takes that. */
export function renameRepository(world: World, repository: Repository, name: string): void {
  if (repositoryOf(world.store, repository.owner, name) !== undefined)
    throw new UserError(`${repository.owner}/${name} is there already.`);
  repository.former_names.push(repository.name);
  repository.name = name;
  world.changed({ kind: "repository", repository_id: repository.id, number: null });
}

/** Deletes a repository and its git objects. Pull requests from it stay, without a head repository. */
export async function deleteRepository(world: World, repository: Repository): Promise<void> {
  world.store.repositories.delete(repository.id);
  for (const { pull } of world.store.issues.values()) {
    if (pull?.head_repository_id === repository.id) pull.head_repository_id = null;
  }
  await world.exclusive(repository, () => removeRepository(gitDir(world, repository)));
  world.changed({ kind: "repository", repository_id: repository.id, number: null });
}

/** What a person may do on a repository, or `null`: nothing that is not public. */
export function roleOf(repository: Repository, login: string): Role | null {
  if (login.toLowerCase() === repository.owner.toLowerCase()) return "admin";
  const found = Object.entries(repository.collaborators).find(([one]) => one.toLowerCase() === login.toLowerCase());
  return found?.[1] ?? null;
}

export function newLabel(
  world: World,
  label: { name: string; color?: string; description?: string | null },
  standard = false,
): Label {
  const { name, color = "ededed", description = null } = label;
  return { id: world.store.id(), name, color, description, default: standard };
}
