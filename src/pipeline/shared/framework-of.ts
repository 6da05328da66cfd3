import type { Framework } from "../../frameworks/framework.ts";
import { frameworks } from "../../frameworks/index.ts";

/** The framework a snapshot was made with. An unknown id is a bug: the snapshot names only frameworks that were detected. */
export function frameworkOf(id: string): Framework {
  const framework = frameworks.find((one) => one.id === id);
  if (framework === undefined) throw new Error(`There is no framework "${id}".`);
  return framework;
}
