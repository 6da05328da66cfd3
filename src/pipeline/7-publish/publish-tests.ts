import type { Handover } from "../../domain/handover.ts";
import type { Report } from "../../domain/report.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports, Publication } from "../../ports.ts";

/**
 * Puts the kept tests where they were asked for and books what happened in the report. Whatever made the files, each must
 * be a place for tests: one that is not stops the delivery. Safe to repeat.
 */
export async function publishTests(
  report: Report,
  handover: Handover,
  snapshot: Pick<Snapshot, "framework" | "project">,
  ports: Pick<Ports, "forge">,
): Promise<Report> {
  const publication = report.files.length === 0 ? nothing : await publish(report, handover, snapshot, ports);
  switch (publication.status) {
    case "committed":
      return { ...report, git: { ...report.git, commit_sha: publication.commit_sha, files_added: publication.files } };
    case "not-asked":
      return report;
    case "refused":
      return { ...report, warnings: [...report.warnings, `The tests were not committed: ${publication.reason}.`] };
  }
}

const nothing: Publication = { status: "not-asked" };

async function publish(
  report: Report,
  handover: Handover,
  { framework, project }: Pick<Snapshot, "framework" | "project">,
  { forge }: Pick<Ports, "forge">,
): Promise<Publication> {
  const forbidden = report.files.find((file) => !frameworkById(framework).mayCommit(file.path, project));
  if (forbidden !== undefined) return { status: "refused", reason: `${forbidden.path} is not a place for tests` };
  return forge.publish(report, handover);
}
