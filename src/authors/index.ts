import { createExplorer } from "./explorer/index.ts";

/** Every author by name. `explorer` needs no key and is the default. */
export const authors = { explorer: createExplorer };
