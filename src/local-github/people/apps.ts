import { installApp, selectRepository, suspendApp, uninstallApp } from "../changes/apps.ts";
import type { App, Installation } from "../store/types.ts";
import { covers } from "../webhooks/events.ts";
import type { World } from "../world.ts";
import { type Find, type FullName, refuse } from "./find.ts";

/** What owners do with Apps. */
export function onApps(world: World, { repository, app, actor }: Find) {
  const installed = (slug: string, fits: (one: Installation) => boolean): Installation => {
    const { id }: App = app(slug);
    const found = world.store.installations.values().find((one) => one.app_id === id && fits(one));
    return found ?? refuse(`${slug} is not installed there.`);
  };
  return {
    /** Installs an App on the repositories named, which have one owner, or on all of an account's. */
    install: (slug: string, on: FullName[] | { account: string }): Installation => {
      if (!Array.isArray(on)) return installApp(world, app(slug), on.account, "all", actor(on.account));
      const repositories = on.map(repository);
      const { owner } = repositories[0] ?? refuse("Name at least one repository.");
      return installApp(world, app(slug), owner, repositories, actor(owner));
    },
    uninstall: (slug: string, from: FullName): void => {
      const found = installed(slug, (one) => covers(one, repository(from)));
      uninstallApp(world, found, actor(found.account));
    },
    suspend: (slug: string, where: FullName, suspended: boolean): void => {
      const found = installed(slug, (one) => covers(one, repository(where)));
      suspendApp(world, found, suspended, actor(found.account));
    },
    /** Adds a repository to an installation of selected ones or takes it out. */
    selectRepository: (slug: string, name: FullName, selected: boolean): void => {
      const found = installed(slug, ({ account }) => account === repository(name).owner);
      selectRepository(world, found, repository(name), selected, actor(found.account));
    },
  };
}
