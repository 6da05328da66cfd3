import { accountJson, ownerJson } from "../payloads/account.ts";
import { repositoryJson } from "../payloads/repository.ts";
import type { Installation, Repository } from "../store/types.ts";
import { type Actor, nodeId, type World } from "../world.ts";

/** The permission an App needs to be told of an event; an event that is not here needs none. */
const NEEDS: Record<string, string[]> = {
  check_run: ["checks"],
  check_suite: ["checks"],
  create: ["contents"],
  delete: ["contents"],
  issue_comment: ["issues", "pull_requests"],
  issues: ["issues"],
  pull_request: ["pull_requests"],
  push: ["contents"],
  repository_dispatch: ["contents"],
};
/** Whoever may write checks is told of them without asking. */
const ALWAYS_WITH_CHECKS = ["check_run", "check_suite"];

export interface RepositoryEvent {
  event: string;
  action: string | null;
  /** What is particular to the event; action, repository, sender and installation are added. */
  payload: Record<string, unknown>;
  /** Only this App is told. */
  only_app?: number;
}

/** Tells every App that is installed on the repository, subscribed to the event and permitted to see it. */
export function tellApps(world: World, repository: Repository, actor: Actor, event: RepositoryEvent): void {
  const owner = world.store.accounts.values().find((account) => account.login === repository.owner);
  const organization = owner?.type === "Organization" ? { organization: ownerJson(world, repository.owner) } : {};
  for (const installation of world.store.installations.values()) {
    if (!covers(installation, repository) || !hears(installation, event)) continue;
    if (event.only_app !== undefined && event.only_app !== installation.app_id) continue;
    world.outbox.post({
      app_id: installation.app_id,
      event: event.event,
      action: event.action,
      installation_id: installation.id,
      repository_id: repository.id,
      payload: {
        ...(event.action === null ? {} : { action: event.action }),
        repository: repositoryJson(world, repository),
        ...organization,
        ...event.payload,
        sender: accountJson(world, actor.account),
        installation: { id: installation.id, node_id: nodeId("MDI", installation.id) },
      },
    });
  }
}

/** Whether any App would be told: what a payload costs to make is spent only then. */
export function isHeard(world: World, repository: Repository, event: string): boolean {
  const about = { event, action: null, payload: {} };
  return world.store.installations.values().some((one) => {
    return covers(one, repository) && hears(one, about) && world.store.apps.get(one.app_id)?.webhook_url != null;
  });
}

/** Whether an installation reaches a repository. */
export function covers(installation: Installation, repository: Repository): boolean {
  if (installation.account.toLowerCase() !== repository.owner.toLowerCase()) return false;
  return installation.repository_selection === "all" || installation.repository_ids.includes(repository.id);
}

function hears(installation: Installation, { event }: RepositoryEvent): boolean {
  const { suspended_at } = installation;
  if (suspended_at !== null) return false;
  const permitted = NEEDS[event]?.some((one) => installation.permissions[one] !== undefined) ?? true;
  const automatic = ALWAYS_WITH_CHECKS.includes(event) && installation.permissions.checks === "write";
  return permitted && (automatic || installation.events.includes(event));
}
