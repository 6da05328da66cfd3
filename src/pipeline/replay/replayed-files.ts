import type { KeptFile, Report } from "../../domain/report.ts";
import type { Framework } from "../../frameworks/framework.ts";
import type { SourceTree } from "../../ports.ts";
import type { Named, TestKind } from "./replay.ts";

/** Tests of one file that are replayed together, with the text of the file when it may be run. */
export interface ReplayedFile {
  path: string;
  tests: Named[];
  source: { status: "known"; text: string } | { status: "unknown"; reason: string };
}

const KINDS: readonly TestKind[] = ["kept", "suspected-bug", "dropped"];

/**
 * The files these tests stand in. A report comes from anywhere: a file that we would not commit as a test, or that would take
 * the place of one of the head's, could make any claim come true, so it is not run.
 */
export function replayedFiles(
  report: Pick<Report, "files" | "bug_files" | "dropped_files" | "test_dirs">,
  tests: Named[],
  head: SourceTree,
  framework: Pick<Framework, "mayCommit">,
): ReplayedFile[] {
  const taken = new Set(head.files.map((file) => file.path));
  const files = { kept: report.files, "suspected-bug": report.bug_files, dropped: report.dropped_files };
  return KINDS.flatMap((kind) => {
    const own = tests.filter((one) => one.kind === kind);
    const paths = [...new Set(own.map(({ test }) => test.file))];
    return paths.map((path): ReplayedFile => {
      const source = sourceOf(path, files[kind], taken, report, framework);
      return { path, tests: own.filter(({ test }) => test.file === path), source };
    });
  });
}

function sourceOf(
  path: string,
  files: KeptFile[],
  taken: ReadonlySet<string>,
  project: Pick<Report, "test_dirs">,
  framework: Pick<Framework, "mayCommit">,
): ReplayedFile["source"] {
  const file = files.find((one) => one.path === path);
  if (file === undefined) return { status: "unknown", reason: "its source is not in the report" };
  if (!framework.mayCommit(path, project)) return { status: "unknown", reason: "a file of this name is never run" };
  if (taken.has(path)) return { status: "unknown", reason: "the head has a file of that name already" };
  return { status: "known", text: file.source };
}
