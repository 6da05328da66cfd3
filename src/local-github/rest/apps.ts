import { isEnough, sees } from "../auth/access.ts";
import { reached } from "../changes/apps.ts";
import { createInstallationToken } from "../changes/tokens.ts";
import { asApp, type Call, type Handlers, list, needs, onRepository, page } from "../http/context.ts";
import { ApiError, created, NOTHING, notFound, ok } from "../http/reply.ts";
import { appJson, installationJson } from "../payloads/app.ts";
import { repositoryJson } from "../payloads/repository.ts";
import { repositoryOf } from "../store/store.ts";
import type { App, Installation, Permissions, Repository } from "../store/types.ts";
import { covers } from "../webhooks/events.ts";

export const apps: Handlers = {
  "apps/get-authenticated": asApp(({ world, app }) => {
    const installations_count = world.store.installations.values().filter(({ app_id }) => app_id === app.id);
    return ok({ ...appJson(world, app), installations_count: [...installations_count].length });
  }),

  "apps/get-by-slug": ({ world, path }) => {
    const app = world.store.apps.values().find(({ slug }) => slug === path.app_slug);
    if (app === undefined) throw notFound();
    return ok(appJson(world, app));
  },

  "apps/list-installations": asApp((call) => {
    const own = [...call.world.store.installations.values().filter(({ app_id }) => app_id === call.app.id)];
    return list(call, own, (one) => installationJson(call.world, one));
  }),

  "apps/get-installation": asApp((call) => ok(installationJson(call.world, ownInstallation(call)))),

  "apps/get-repo-installation": asApp(({ world, app, path }) => {
    const repository = repositoryOf(world.store, path.owner ?? "", path.repo ?? "");
    const found = world.store.installations
      .values()
      .find((one) => one.app_id === app.id && repository !== undefined && covers(one, repository));
    if (found === undefined) throw notFound();
    return ok(installationJson(world, found));
  }),

  "apps/create-installation-access-token": asApp((call) => {
    const installation = ownInstallation(call);
    if (installation.suspended_at !== null) throw new ApiError(403, "This installation has been suspended");
    const repositories = askedRepositories(call, installation);
    const permissions = askedPermissions(call.body.permissions as Permissions | undefined, installation);
    const token = createInstallationToken(call.world, installation, permissions, repositories);
    const { expires_at } = token;
    const { repository_selection } = installation;
    const selected = repositories ?? (repository_selection === "selected" ? reached(call.world, installation) : null);
    return created({
      token: token.token,
      expires_at,
      permissions: { metadata: "read", ...permissions },
      repository_selection: repositories === null ? repository_selection : "selected",
      ...(selected === null ? {} : { repositories: selected.map((one) => repositoryJson(call.world, one)) }),
    });
  }),

  "apps/revoke-installation-access-token": ({ world, viewer }) => {
    if (viewer.kind !== "installation") throw new ApiError(401, "Requires authentication");
    world.store.tokens.delete(viewer.token.token);
    return NOTHING;
  },

  "apps/list-repos-accessible-to-installation": (call) => {
    const { world, viewer } = call;
    if (viewer.kind !== "installation") throw new ApiError(403, "You must authenticate with an installation access token.");
    const all = reached(world, viewer.installation).filter(
      (one) => sees(viewer, one) && inToken(viewer.token.repository_ids, one),
    );
    const { items, headers } = page(call, all);
    const { repository_selection } = viewer.installation;
    const repositories = items.map((one) => repositoryJson(world, one));
    return { status: 200, body: { total_count: all.length, repository_selection, repositories }, headers };
  },

  "checks/set-suites-preferences": onRepository(needs("checks", "write"), ({ world, repository, body }) => {
    const given = (body.auto_trigger_checks ?? []) as { app_id: number; setting: boolean }[];
    const off = new Set(repository.no_auto_suites);
    for (const { app_id, setting } of given) setting ? off.delete(app_id) : off.add(app_id);
    repository.no_auto_suites = [...off];
    return ok({ preferences: { auto_trigger_checks: given }, repository: repositoryJson(world, repository) });
  }),
};

function inToken(ids: number[] | null, repository: Repository): boolean {
  return ids?.includes(repository.id) ?? true;
}

function ownInstallation({ world, app, path }: Call & { app: App }): Installation {
  const installation = world.store.installations.get(Number(path.installation_id));
  if (installation?.app_id !== app.id) throw notFound();
  return installation;
}

function askedRepositories({ world, body }: Call, installation: Installation): Repository[] | null {
  const names = body.repositories as string[] | undefined;
  const ids = body.repository_ids as number[] | undefined;
  if (names === undefined && ids === undefined) return null;
  const all = reached(world, installation);
  const asked = [
    ...(names ?? []).map((name) => all.find((one) => one.name === name)),
    ...(ids ?? []).map((id) => all.find((one) => one.id === id)),
  ];
  const message = "There is at least one repository that does not exist or is not accessible to the parent installation.";
  return asked.map((one) => {
    if (one === undefined) throw new ApiError(422, message);
    return one;
  });
}

function askedPermissions(asked: Permissions | undefined, installation: Installation): Permissions {
  if (asked === undefined) return installation.permissions;
  for (const [name, level] of Object.entries(asked)) {
    const granted = name === "metadata" ? "read" : installation.permissions[name];
    if (!isEnough(granted, level)) throw new ApiError(422, "The permissions requested are not granted to this installation.");
  }
  return asked;
}
