import { must } from "../store/store.ts";
import type { App, Installation } from "../store/types.ts";
import { apiUrl, nodeId, type World } from "../world.ts";
import { ownerJson } from "./account.ts";

/** The API's `integration`. */
export function appJson(world: World, app: App) {
  return {
    id: app.id,
    client_id: app.client_id,
    slug: app.slug,
    node_id: nodeId("A", app.id),
    owner: ownerJson(world, app.owner),
    name: app.name,
    description: app.description,
    external_url: app.external_url,
    html_url: `${world.url}/apps/${app.slug}`,
    created_at: app.created_at,
    updated_at: app.created_at,
    permissions: { metadata: "read", ...app.permissions },
    events: app.events,
  };
}

/** The App behind an id, or `null`: what `performed_via_github_app` says. */
export function viaApp(world: World, app_id: number | null) {
  return app_id === null ? null : appJson(world, must(world.store.apps.get(app_id), `App ${app_id}`));
}

/** The API's `installation`. */
export function installationJson(world: World, installation: Installation) {
  const app = must(world.store.apps.get(installation.app_id), `App ${installation.app_id}`);
  const account = ownerJson(world, installation.account);
  return {
    id: installation.id,
    account,
    repository_selection: installation.repository_selection,
    access_tokens_url: `${apiUrl(world)}/app/installations/${installation.id}/access_tokens`,
    repositories_url: `${apiUrl(world)}/installation/repositories`,
    html_url: `${world.url}/settings/installations/${installation.id}`,
    app_id: app.id,
    client_id: app.client_id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: account.type,
    permissions: { metadata: "read", ...installation.permissions },
    events: installation.events,
    created_at: installation.created_at,
    updated_at: installation.created_at,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspended_at === null ? null : account,
    suspended_at: installation.suspended_at,
  };
}
