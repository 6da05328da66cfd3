import type { DroppedTest, KeptFile, ReportedTest } from "../../domain/report.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { dropTest } from "./report-tests.ts";

/** The files with only the kept tests, by path. A file that can not be rebuilt takes its tests with it: nothing else is committed. */
export function rebuildFiles(
  tests: ReportedTest[],
  sources: ReadonlyMap<string, string>,
  framework: Pick<Framework, "keepCases">,
): { files: KeptFile[]; kept: ReportedTest[]; dropped: DroppedTest[] } {
  const paths = [...new Set(tests.map((test) => test.file))].sort();
  const files = paths.flatMap((path) => {
    const names = tests.filter((test) => test.file === path).map((test) => test.name);
    const source = framework.keepCases(sources.get(path) ?? "", names);
    return source === null ? [] : [{ path, source }];
  });
  const rebuilt = new Set(files.map((file) => file.path));
  return {
    files,
    kept: tests.filter((test) => rebuilt.has(test.file)),
    dropped: tests
      .filter((test) => !rebuilt.has(test.file))
      .map((test) => dropTest(test, "not-run", "its file could not be rebuilt with only the kept tests")),
  };
}
