import { join } from "node:path";
import type { Store } from "./store/store.ts";
import type { Account, App, Repository } from "./store/types.ts";
import type { Outbox } from "./webhooks/outbox.ts";

/** What every part of the local GitHub works on. */
export interface World {
  store: Store;
  /** Holds the bare repositories. */
  folder: string;
  /** `http://127.0.0.1:<port>`. */
  url: string;
  now(): Date;
  outbox: Outbox;
  /** Tells whoever shows pages that something of this is new. */
  changed(change: Change): void;
  /** Ref changes of one repository happen one after the other. */
  exclusive<T>(repository: Repository, work: () => Promise<T>): Promise<T>;
}

export interface Change {
  kind: "repository" | "pull" | "comment" | "check" | "delivery" | "installation" | "account";
  repository_id: number | null;
  /** Of the pull request or issue. */
  number: number | null;
}

/** Who does something: a person, or an App through its bot account. */
export interface Actor {
  account: Account;
  app: App | null;
}

export function gitDir(world: World, repository: Repository): string {
  return join(world.folder, "git", `${repository.id}.git`);
}

/** ISO 8601 in UTC without milliseconds, as GitHub writes every time. */
export function timestamp(world: World): string {
  return isoSeconds(world.now());
}

export function isoSeconds(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

export function apiUrl(world: World): string {
  return `${world.url}/api/v3`;
}

export function fullName(repository: Repository): string {
  return `${repository.owner}/${repository.name}`;
}

/** A repository's address in the API. */
export function repositoryUrl(world: World, repository: Repository): string {
  return `${apiUrl(world)}/repos/${fullName(repository)}`;
}

/** A repository's address as a page. */
export function pageUrl(world: World, repository: Repository): string {
  return `${world.url}/${fullName(repository)}`;
}

/** Opaque ids of the kind the GraphQL API uses: a prefix for the type and letters that mean nothing to a client. */
export function nodeId(prefix: string, id: number | string): string {
  return `${prefix}_kwLG${Buffer.from(String(id)).toString("base64url")}`;
}
