import type {
  Account,
  App,
  CheckRun,
  CheckSuite,
  Comment,
  Delivery,
  Installation,
  Issue,
  Reaction,
  Repository,
  TimelineEvent,
  Token,
} from "./types.ts";

/** Everything the local GitHub remembers, except what is in git. */
export interface Store {
  accounts: Map<number, Account>;
  apps: Map<number, App>;
  installations: Map<number, Installation>;
  tokens: Map<string, Token>;
  repositories: Map<number, Repository>;
  issues: Map<number, Issue>;
  comments: Map<number, Comment>;
  reactions: Map<number, Reaction>;
  timeline: Map<number, TimelineEvent>;
  check_suites: Map<number, CheckSuite>;
  check_runs: Map<number, CheckRun>;
  deliveries: Map<number, Delivery>;
  /** A number no record has yet. */
  id(): number;
}

export function emptyStore(): Store {
  let last = 1000;
  return {
    accounts: new Map(),
    apps: new Map(),
    installations: new Map(),
    tokens: new Map(),
    repositories: new Map(),
    issues: new Map(),
    comments: new Map(),
    reactions: new Map(),
    timeline: new Map(),
    check_suites: new Map(),
    check_runs: new Map(),
    deliveries: new Map(),
    id: () => ++last,
  };
}

/** Logins and names are compared as GitHub does: letter case does not matter. */
export function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export function accountOf(store: Store, login: string): Account | undefined {
  return store.accounts.values().find((account) => same(account.login, login));
}

export function repositoryOf(store: Store, owner: string, name: string): Repository | undefined {
  return store.repositories.values().find((one) => same(one.owner, owner) && same(one.name, name));
}

/** The repository that had this name before, when no other has it now. */
export function renamedRepository(store: Store, owner: string, name: string): Repository | undefined {
  if (repositoryOf(store, owner, name) !== undefined) return undefined;
  return store.repositories
    .values()
    .find((one) => same(one.owner, owner) && one.former_names.some((former) => same(former, name)));
}

export function issueOf(store: Store, repository: Repository, number: number): Issue | undefined {
  return store.issues.values().find((one) => one.repository_id === repository.id && one.number === number);
}

/** The record of an id that another record holds: it is there, or the store is broken. */
export function must<T>(found: T | null | undefined, what: string): T {
  if (found === null || found === undefined) throw new Error(`The local GitHub has no ${what}.`);
  return found;
}
