import type { ReportedTest } from "../../domain/report.ts";
import type { ChangedFile, Mutant } from "../../domain/snapshot.ts";
import type { SourceTree } from "../../ports.ts";

/** What a kill is measured with: the mutants of the report, the head they are edits of, and what changed there. */
export interface Ground {
  mutants: Mutant[];
  head: SourceTree;
  changes: Pick<ChangedFile, "path" | "lines">[];
}

export type ClaimedMutant = { id: string } & ({ status: "fit"; mutant: Mutant } | { status: "unfit"; reason: string });

/** The mutants a test claims to kill, in the report's order; one that is no edit of a changed line of the head is unfit. */
export function claimedMutants({ evidence }: ReportedTest, ground: Ground): ClaimedMutant[] {
  if (evidence.mutation.status === "not-measured") return [];
  return [...new Set(evidence.mutation.value.kills)].map((id) => {
    const mutant = ground.mutants.find((one) => one.id === id);
    if (mutant === undefined) return { id, status: "unfit", reason: "the report does not say what this mutant is" };
    const reason = whyUnfit(mutant, ground);
    return reason === null ? { id, status: "fit", mutant } : { id, status: "unfit", reason };
  });
}

/** Else the report could show one edit and have another tried, or one of a line nobody changed. */
function whyUnfit({ path, line, start, end, original }: Mutant, { head, changes }: Ground): string | null {
  const content = head.files.find((file) => file.path === path)?.content;
  if (content === undefined) return "the head has no such file";
  const there = start >= 0 && start <= end && content.subarray(start, end).equals(Buffer.from(original));
  if (!there) return "the head has another text in this place";
  const changed = changes.some((file) => file.path === path && file.lines.includes(line));
  return changed ? null : "this line was not changed";
}
