import type { Author, Ports } from "../ports.ts";
import { createAnthropic, type ModelWorld } from "./anthropic/index.ts";
import { createExplorer } from "./explorer/index.ts";

export const authorNames = ["anthropic", "explorer"] as const;
export type AuthorName = (typeof authorNames)[number];

/** The authors there are, the default first: a model writes when there is one, unless the explorer is `preferred`. */
export function authorsWith(has_model: boolean, preferred: AuthorName | null): readonly AuthorName[] {
  if (!has_model) return ["explorer"];
  return preferred === "explorer" ? ["explorer", "anthropic"] : ["anthropic", "explorer"];
}

/** The author of one run. `model` is what `anthropic` asks; `explorer` needs none. */
export function createAuthor(model: ModelWorld | null, ports: Pick<Ports, "sandbox" | "forge" | "events">): Author {
  return model === null ? createExplorer(ports) : createAnthropic(model, ports);
}
