import type { Handover } from "../../domain/handover.ts";
import type { Report } from "../../domain/report.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { frameworkById } from "../../frameworks/index.ts";
import type { Ports, Publication } from "../../ports.ts";
import { notCommitted } from "../shared/not-committed.ts";

type Read = Pick<Snapshot, "framework" | "project" | "files" | "dependencies">;

/** A branch that moves more often than this while we deliver gets a patch. */
const TRIES = 3;

/**
 * Puts the kept tests where they were asked for and books what happened in the report. Whatever made the files, each must
 * be a place for tests: one that is not stops the delivery. When the branch moved on and nothing that was read or written
 * changed, `confirm` runs the tests once more on the new head; if all of them pass the commit goes on top of that. What was
 * measured stays what it is: of the head that was pinned. Safe to repeat.
 */
export async function publishTests(
  report: Report,
  handover: Handover,
  snapshot: Read,
  { forge }: Pick<Ports, "forge">,
  confirm: (head_sha: string) => Promise<Report>,
): Promise<Report> {
  let onto = report.head_sha;
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const publication = await publish(report, onto, handover, snapshot, forge);
    if (publication.status !== "head-moved") return book(publication, report, onto);
    onto = publication.new_head;
    const changed = await changedMeanwhile(report, onto, snapshot, forge);
    if (changed !== null) return book(patch(`${changed} was changed while the tests were proven`), report, onto);
    const confirmed = await confirm(onto);
    if (!sameFiles(confirmed, report))
      return book(patch(`not all tests pass on ${onto.slice(0, 7)}, the new head`), report, onto);
  }
  return book(patch(`the branch moved ${TRIES} times while the tests were delivered`), report, onto);
}

function patch(reason: string): Publication & { status: "patch" } {
  return { status: "patch", reason };
}

function sameFiles(one: Report, other: Report): boolean {
  const source = new Map(one.files.map((file) => [file.path, file.source]));
  return one.files.length === other.files.length && other.files.every((file) => source.get(file.path) === file.source);
}

async function publish(
  report: Report,
  onto: string,
  handover: Handover,
  { framework, project }: Read,
  forge: Ports["forge"],
): Promise<Publication> {
  if (report.files.length === 0) return { status: "not-asked" };
  const forbidden = report.files.find((file) => !frameworkById(framework).mayCommit(file.path, project));
  if (forbidden !== undefined) return { status: "refused", reason: `${forbidden.path} is not a place for tests` };
  return forge.publish(report, handover, onto);
}

/** A path that was read or written for these tests and is different on the new head, or `null`. */
async function changedMeanwhile(report: Report, new_head: string, snapshot: Read, forge: Ports["forge"]): Promise<string | null> {
  const used = new Set([...snapshot.files, ...snapshot.dependencies, ...report.files].map(({ path }) => path));
  const changes = await forge.diff(report.head_sha, new_head);
  return changes.flatMap(({ path, old_path }) => [path, old_path ?? path]).find((path) => used.has(path)) ?? null;
}

function book(publication: Exclude<Publication, { status: "head-moved" }>, report: Report, onto: string): Report {
  switch (publication.status) {
    case "committed": {
      const { commit_sha, files, verified, pull_request_url = null } = publication;
      const warnings = [
        ...report.warnings,
        ...(onto === report.head_sha ? [] : [moved(report.head_sha, onto)]),
        ...(verified === false ? ["The commit carries no verified signature."] : []),
      ];
      return { ...report, git: { ...report.git, commit_sha, files_added: files, pull_request_url }, warnings };
    }
    case "not-asked":
      return report;
    case "patch":
    case "refused":
      return { ...report, warnings: [...report.warnings, notCommitted(publication.reason)] };
  }
}

function moved(head_sha: string, new_head: string): string {
  const [from, to] = [head_sha.slice(0, 7), new_head.slice(0, 7)];
  return `The branch moved from ${from} to ${to} during the run; nothing these tests are about changed, and all of them pass there.`;
}
