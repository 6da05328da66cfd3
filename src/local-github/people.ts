import { onApps } from "./people/apps.ts";
import { onChecks } from "./people/checks.ts";
import { onConversations } from "./people/conversations.ts";
import { find } from "./people/find.ts";
import { onRepositories } from "./people/repositories.ts";
import type { World } from "./world.ts";

export type { Place } from "./people/find.ts";

/**
 * Everything a person can see and do, by login, as the pages and tests do it. People are trusted to be who they say here; who
 * may comment, label and press buttons is asked as on GitHub. Throws `UserError` for what is not there or not allowed.
 */
export function people(world: World) {
  const found = find(world);
  return {
    ...found,
    ...onRepositories(world, found),
    ...onConversations(world, found),
    ...onChecks(world, found),
    ...onApps(world, found),
  };
}
