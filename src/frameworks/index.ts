import { UserError } from "../errors.ts";
import type { Framework } from "./framework.ts";
import { pytest } from "./pytest/index.ts";

/** Every test framework, the more specific ones first: detection takes the first that fits. */
export const frameworks: Framework[] = [pytest];

/** The framework of that id. Throws `UserError` with the known ids when there is none. */
export function frameworkById(id: string): Framework {
  const framework = frameworks.find((candidate) => candidate.id === id);
  if (framework === undefined)
    throw new UserError(`Unknown framework "${id}". Known: ${frameworks.map(({ id }) => id).join(", ")}.`);
  return framework;
}
