import type { ReportedTest } from "../../domain/report.ts";
import type { Mutant, Snapshot } from "../../domain/snapshot.ts";
import type { SourceTree } from "../../ports.ts";

/** What a kill is measured with: the mutants of the report, the head they are edits of, and what changed there. */
export interface Ground extends Pick<Snapshot, "mutants" | "files"> {
  head: SourceTree;
}

export type ClaimedMutant = { id: string } & ({ status: "fit"; mutant: Mutant } | { status: "unfit"; reason: string });

/**
 * The mutants by which a test's mutation is seen again: those it claims to kill or, when it kills none, all it reached. In the
 * report's order; one that is no edit of a changed line of the head is unfit.
 */
export function claimedMutants({ evidence }: ReportedTest, ground: Ground): ClaimedMutant[] {
  if (evidence.mutation.status === "not-measured") return [];
  const { kills, killed_by_error, survived, timed_out } = evidence.mutation.value;
  const claimed = kills.length > 0 ? kills : [...killed_by_error, ...survived, ...timed_out];
  return [...new Set(claimed)].map((id) => {
    const mutant = ground.mutants.find((one) => one.id === id);
    if (mutant === undefined) return { id, status: "unfit", reason: "the report does not say what this mutant is" };
    const reason = whyUnfit(mutant, ground);
    return reason === null ? { id, status: "fit", mutant } : { id, status: "unfit", reason };
  });
}

/** Else the report could show one edit and have another tried, or one of a line nobody changed. */
function whyUnfit({ path, line, start, end, original }: Mutant, { head, files }: Ground): string | null {
  const content = head.files.find((file) => file.path === path)?.content;
  if (content === undefined) return "the head has no such file";
  const there = start >= 0 && start <= end && content.subarray(start, end).equals(Buffer.from(original));
  if (!there) return "the head has another text in this place";
  const changed = files.some((file) => file.path === path && file.lines.includes(line));
  return changed ? null : "this line was not changed";
}
