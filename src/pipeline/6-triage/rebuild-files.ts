import type { DroppedTest, KeptFile, ReportedTest } from "../../domain/report.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { dropTest } from "./report-tests.ts";

export type Rebuilds = Pick<Framework, "keepCases" | "textOf" | "annotate">;

/**
 * The files with only these tests, by path, a flagged test under a comment that says so. Every test reads in it, byte for
 * byte, as it did when it was judged; a file where that can not be had takes its tests with it: nothing else is committed.
 */
export function rebuildFiles(
  tests: ReportedTest[],
  sources: ReadonlyMap<string, string>,
  framework: Rebuilds,
): { files: KeptFile[]; kept: ReportedTest[]; dropped: DroppedTest[] } {
  const paths = [...new Set(tests.map((test) => test.file))].sort();
  const files = paths.flatMap((path) => {
    const own = tests.filter((test) => test.file === path);
    const source = rebuild(sources.get(path) ?? "", own, framework);
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

function rebuild(judged: string, tests: ReportedTest[], framework: Rebuilds): string | null {
  const names = tests.map((test) => test.name);
  const source = framework.keepCases(judged, names);
  if (source === null) return null;
  const flagged = tests.filter((test) => test.verdict.kind === "flag");
  const annotated = framework.annotate(source, new Map(flagged.map((test) => [test.name, flagOf(test)])));
  const isSame = (name: string) => {
    const text = framework.textOf(judged, name);
    return text !== null && framework.textOf(annotated, name) === text;
  };
  return names.every(isSame) ? annotated : null;
}

function flagOf({ verdict }: ReportedTest): string {
  return verdict.reasons.length === 0 ? "flagged" : `flagged, ${verdict.reasons[0]}`;
}
