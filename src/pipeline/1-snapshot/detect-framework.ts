import { UserError } from "../../errors.ts";
import type { Framework } from "../../frameworks/framework.ts";

/** The first framework that knows the repository and one of its changed files. Throws `UserError` when none does. */
export function detectFramework(frameworks: readonly Framework[], paths: string[], changed: string[]): Framework {
  const detected = frameworks.filter((framework) => framework.detect(paths));
  const supported = frameworks.map(({ id, language }) => `${language} with ${id}`).join(", ");
  const [first] = detected;
  if (first === undefined)
    throw new UserError(`No supported test framework was found in this repository. TFactory supports ${supported}.`);
  return detected.find((framework) => changed.some((path) => framework.kindOf(path) === "source")) ?? first;
}
