import { createPublicKey, generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { UserError } from "../../errors.ts";
import { accountJson } from "../payloads/account.ts";
import { installationJson } from "../payloads/app.ts";
import { must } from "../store/store.ts";
import type { App, Installation, Permissions, Repository } from "../store/types.ts";
import { covers } from "../webhooks/events.ts";
import { type Actor, fullName, nodeId, timestamp, type World } from "../world.ts";
import { createAccount } from "./accounts.ts";

export interface NewApp {
  slug: string;
  name?: string;
  owner: string;
  description?: string;
  external_url?: string;
  permissions: Permissions;
  events: string[];
  webhook_url: string | null;
  webhook_secret: string | null;
  /** A key to take instead of a new one: making one takes longer than everything else here. */
  private_key?: string;
}

/** Registers an App and gives its private key, which is shown only this once. */
export async function createApp(world: World, app: NewApp): Promise<{ app: App; private_key: string }> {
  const private_key = app.private_key ?? (await newKey());
  const { store } = world;
  if (store.apps.values().some(({ slug }) => slug === app.slug)) throw new UserError(`There is an App ${app.slug} already.`);
  const bot = createAccount(world, { login: `${app.slug}[bot]`, type: "Bot" });
  const created: App = {
    id: store.id(),
    client_id: `Iv23li${randomBytes(7).toString("hex")}`,
    slug: app.slug,
    name: app.name ?? app.slug,
    description: app.description ?? "",
    owner: app.owner,
    bot_id: bot.id,
    external_url: app.external_url ?? `${world.url}/apps/${app.slug}`,
    permissions: { ...app.permissions },
    events: [...app.events],
    webhook_url: app.webhook_url,
    webhook_secret: app.webhook_secret,
    hook_id: store.id(),
    public_key: createPublicKey(private_key).export({ type: "spki", format: "pem" }).toString(),
    created_at: timestamp(world),
  };
  store.apps.set(created.id, created);
  return { app: created, private_key };
}

async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return privateKey;
}

/** Installs an App on some repositories of one account, or on all of them. */
export function installApp(world: World, app: App, account: string, on: "all" | Repository[], sender: Actor): Installation {
  const { store } = world;
  const installation: Installation = {
    id: store.id(),
    app_id: app.id,
    account,
    repository_selection: on === "all" ? "all" : "selected",
    repository_ids: on === "all" ? [] : on.map(({ id }) => id),
    permissions: { ...app.permissions },
    events: [...app.events],
    created_at: timestamp(world),
    suspended_at: null,
  };
  store.installations.set(installation.id, installation);
  tell(world, installation, sender, "installation", "created", {
    repositories: short(reached(world, installation)),
    requester: null,
  });
  return installation;
}

/** Takes an App away: its tokens stop working at once. */
export function uninstallApp(world: World, installation: Installation, sender: Actor): void {
  const repositories = short(reached(world, installation));
  tell(world, installation, sender, "installation", "deleted", { repositories });
  world.store.installations.delete(installation.id);
  for (const token of world.store.tokens.values()) {
    if (token.installation_id === installation.id) world.store.tokens.delete(token.token);
  }
}

/** Stops an App where it is installed, or lets it go on. */
export function suspendApp(world: World, installation: Installation, suspended: boolean, sender: Actor): void {
  installation.suspended_at = suspended ? timestamp(world) : null;
  tell(world, installation, sender, "installation", suspended ? "suspend" : "unsuspend", {});
}

/** Adds a repository to an installation of selected ones, or takes it out. */
export function selectRepository(
  world: World,
  installation: Installation,
  repository: Repository,
  selected: boolean,
  sender: Actor,
): void {
  const others = installation.repository_ids.filter((id) => id !== repository.id);
  installation.repository_ids = selected ? [...others, repository.id] : others;
  const { repository_selection } = installation;
  const repositories_added = selected ? short([repository]) : [];
  const repositories_removed = selected ? [] : short([repository]);
  const payload = { repository_selection, repositories_added, repositories_removed, requester: null };
  tell(world, installation, sender, "installation_repositories", selected ? "added" : "removed", payload);
}

/** The repositories an installation reaches. */
export function reached(world: World, installation: Installation): Repository[] {
  return [...world.store.repositories.values().filter((repository) => covers(installation, repository))];
}

function short(repositories: Repository[]) {
  return repositories.map((one) => ({
    id: one.id,
    node_id: nodeId("R", one.id),
    name: one.name,
    full_name: fullName(one),
    private: one.private,
  }));
}

/** Events about the installation itself go to its App always. */
function tell(
  world: World,
  installation: Installation,
  sender: Actor,
  event: string,
  action: string,
  more: Record<string, unknown>,
) {
  const app = must(world.store.apps.get(installation.app_id), "App");
  const payload = {
    action,
    installation: installationJson(world, installation),
    ...more,
    sender: accountJson(world, sender.account),
  };
  world.outbox.post({ app_id: app.id, event, action, installation_id: installation.id, repository_id: null, payload });
  world.changed({ kind: "installation", repository_id: null, number: null });
}
