import type { Evidence } from "../../../domain/evidence.ts";
import type { Execution } from "../../../domain/execution.ts";
import type { FileArcs, FileLines } from "../../../domain/lines.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import { arcKey, arcsByPath, linesByPath } from "../line-sets.ts";
import { measured, notMeasured } from "./signal.ts";

/**
 * The changed lines and branches this test covers, and which of them the existing suite does not. Only changed lines that
 * hold a statement count; a branch counts when it leaves such a line.
 */
export function coverage(
  cases: string[],
  execution: Execution & { status: "ran" },
  snapshot: Pick<Snapshot, "executable" | "baseline">,
): Evidence["coverage"] {
  if (execution.coverage === null) return notMeasured("the runner gave no coverage");
  if (snapshot.baseline.status === "unmeasured") return notMeasured("the coverage of the existing suite is not known");
  const own = new Set(cases);
  const measures = execution.coverage.filter((one) => own.has(one.case));
  if (measures.length === 0) return notMeasured("the runner gave no coverage of this test");
  const reached = linesByPath(measures.flatMap((one) => one.lines));
  const taken = arcsByPath(measures.flatMap((one) => one.arcs));
  const before = linesByPath(snapshot.baseline.covered);
  const taken_before = arcsByPath(snapshot.baseline.arcs);
  const covered: FileLines[] = [];
  const new_lines: FileLines[] = [];
  const new_arcs: FileArcs[] = [];
  for (const { path, lines } of snapshot.executable) {
    const hit = lines.filter((line) => reached.get(path)?.has(line));
    addLines(covered, path, hit);
    addLines(
      new_lines,
      path,
      hit.filter((line) => !before.get(path)?.has(line)),
    );
    const changed = new Set(lines);
    const known = new Set((taken_before.get(path) ?? []).map(arcKey));
    const arcs = (taken.get(path) ?? []).filter((arc) => changed.has(arc[0]) && !known.has(arcKey(arc)));
    if (arcs.length > 0) new_arcs.push({ path, arcs });
  }
  return measured({ covered, new_lines, new_arcs });
}

function addLines(to: FileLines[], path: string, lines: number[]): void {
  if (lines.length > 0) to.push({ path, lines });
}
