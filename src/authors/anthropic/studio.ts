import type { Snapshot } from "../../domain/snapshot.ts";
import type { Forge, SourceTree } from "../../ports.ts";
import type { Boundary } from "./boundary/open-boundary.ts";
import { contextOf } from "./context.ts";
import type { ModelDesk } from "./model-desk.ts";
import type { Prompts } from "./prompts.ts";

/** What the roles of one run work with. */
export interface Studio {
  desk: ModelDesk;
  prompts: Prompts;
  boundary: Boundary;
  /** The head's files. */
  tree(snapshot: Snapshot): Promise<SourceTree>;
  /** What every question of the run begins with, made once. */
  context(snapshot: Snapshot): Promise<string>;
}

export function openStudio(desk: ModelDesk, prompts: Prompts, boundary: Boundary, forge: Pick<Forge, "readTree">): Studio {
  let context: Promise<string> | null = null;
  const tree = (snapshot: Snapshot) => forge.readTree(snapshot.head_sha);
  return {
    desk,
    prompts,
    boundary,
    tree,
    context: (snapshot) => {
      context ??= tree(snapshot).then((files) => contextOf(snapshot, files, boundary, prompts));
      return context;
    },
  };
}
