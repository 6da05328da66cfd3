import type { Handlers } from "../http/context.ts";
import { apps } from "./apps.ts";
import { checks } from "./checks.ts";
import { comments } from "./comments.ts";
import { commits } from "./commits.ts";
import { contents } from "./contents.ts";
import { gitObjects } from "./git-objects.ts";
import { gitRefs } from "./git-refs.ts";
import { hooks } from "./hooks.ts";
import { issues } from "./issues.ts";
import { labels } from "./labels.ts";
import { manifests } from "./manifests.ts";
import { pulls } from "./pulls.ts";
import { repos } from "./repos.ts";
import { users } from "./users.ts";

/** What answers each operation of the API. */
export const handlers: Handlers = {
  ...apps,
  ...checks,
  ...comments,
  ...commits,
  ...contents,
  ...gitObjects,
  ...gitRefs,
  ...hooks,
  ...issues,
  ...labels,
  ...manifests,
  ...pulls,
  ...repos,
  ...users,
};
