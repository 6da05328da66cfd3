import type { Framework } from "../framework.ts";
import { annotate } from "./annotate.ts";
import { assertionsRun } from "./assertions-run.ts";
import { mayCommit } from "./commit-policy.ts";
import { examplesIn } from "./examples.ts";
import { introduce } from "./introduce.ts";
import { keepCases } from "./keep-cases.ts";
import { lint } from "./lint.ts";
import { literalsIn } from "./literals.ts";
import { missingLiterals } from "./missing-literals.ts";
import { mutantsOf } from "./mutants.ts";
import { normalise } from "./normalise.ts";
import { detect, kindOf, testPath } from "./paths.ts";
import { textOf } from "./test-functions.ts";
import { withoutAssertions } from "./without-assertions.ts";
import { withoutProse } from "./without-prose.ts";
import { writeTestFile } from "./write-test-file.ts";

/** Python's pytest: https://docs.pytest.org/ */
export const pytest: Framework = {
  id: "pytest",
  language: "python",
  lanes: ["unit"],
  image: "pytest",
  detect,
  kindOf,
  testPath,
  mayCommit,
  mutantsOf,
  lint,
  introduce,
  keepCases,
  assertionsRun,
  withoutAssertions,
  withoutProse,
  textOf,
  annotate,
  normalise,
  examplesIn,
  missingLiterals,
  literalsIn,
  write: writeTestFile,
};
