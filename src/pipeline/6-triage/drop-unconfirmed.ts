import type { DroppedTest, Report, ReportedTest } from "../../domain/report.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { rebuildFiles } from "./rebuild-files.ts";
import { dropTest } from "./report-tests.ts";
import { summarise } from "./summarise.ts";

/** What came out for a kept test when it ran as it will be committed. `not-run`: the machinery stopped it. */
export interface Doubt {
  kind: "failed" | "not-run";
  reason: string;
}

/** The report without these kept tests: dropped with the reason, files rebuilt, numbers and grades counted again. */
export function dropUnconfirmed(
  report: Report,
  doubts: ReadonlyMap<ReportedTest, Doubt>,
  snapshot: Snapshot,
  framework: Pick<Framework, "keepCases">,
): Report {
  const dropped = [...doubts].map(([test, doubt]) => dropDoubtful(test, doubt));
  const left = report.tests.filter((test) => !doubts.has(test));
  const sources = new Map(report.files.map((file) => [file.path, file.source]));
  const rebuilt = rebuildFiles(left, sources, framework);
  return {
    ...report,
    ...summarise({
      ...known(report, snapshot),
      tests: rebuilt.kept,
      dropped: [...report.dropped, ...dropped, ...rebuilt.dropped],
      confirmed: false,
    }),
    files: rebuilt.files,
  };
}

/** The report whose kept tests have all passed as they will be committed: their ledger rows are done. */
export function confirmReport(report: Report, snapshot: Snapshot): Report {
  return {
    ...report,
    ...summarise({ ...known(report, snapshot), tests: report.tests, dropped: report.dropped, confirmed: true }),
  };
}

function dropDoubtful(test: ReportedTest, { kind, reason }: Doubt): DroppedTest {
  if (kind === "not-run") {
    const verdict = { kind: "not-run" as const, rule: "1-not-run", reasons: [] };
    return dropTest({ ...test, verdict }, "not-run", `could not be confirmed as it will be committed: ${reason}`);
  }
  const verdict = { kind: "reject" as const, rule: "5-fails-on-head", reasons: [] };
  return dropTest({ ...test, verdict }, "rejected", `does not pass as it will be committed: ${reason}`);
}

/** What the report already says that does not depend on which tests are kept. */
function known(report: Report, snapshot: Snapshot) {
  const lanes = Object.entries(report.lane_results);
  const unverifiable = report.criteria.filter((criterion) => criterion.grade === "unverifiable");
  return {
    suspected_bugs: report.suspected_bugs,
    snapshot,
    lanes: lanes.map(([lane]) => lane),
    replans: new Map(lanes.map(([lane, result]) => [lane, result.hallucination_replans])),
    unverifiable: new Map(unverifiable.map(({ id, reason }) => [id, reason])),
  };
}
