import type { Gaps } from "../../domain/gaps.ts";
import type { FileArcs, FileLines } from "../../domain/lines.ts";
import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { JudgedTest } from "../../domain/verdict.ts";

/** What the tests judged so far leave undone. `rounds`: those of each round, the plan's own first. Pure. */
export function gapsOf(snapshot: Snapshot, targets: Target[], rounds: JudgedTest[][]): Gaps {
  const now = doneBy(snapshot, rounds.flat());
  const before = doneBy(snapshot, rounds.slice(0, -1).flat());
  const bugs = rounds.flat().filter(({ verdict }) => verdict.kind === "suspected-bug");
  const claimed = new Set([...rounds.flat().filter(counts), ...bugs].flatMap(({ claim }) => claim.criteria));
  const equivalent = new Set(snapshot.baseline.equivalent);
  const killed = new Set(now.killed);
  return {
    round: rounds.length,
    targets,
    survivors: snapshot.mutants.filter(({ id }) => !killed.has(id) && !equivalent.has(id)),
    uncovered: without(snapshot.executable, now.covered),
    unclaimed: snapshot.criteria.flatMap(({ id, unverifiable }) => (unverifiable !== undefined || claimed.has(id) ? [] : [id])),
    contradicted: [...new Set(bugs.flatMap(({ claim }) => claim.criteria))],
    gained: now.killed.length - before.killed.length + sizeOf(now.changed) - sizeOf(before.changed),
    killed: now.killed,
    covered: now.covered,
    arcs: now.arcs,
  };
}

function counts({ verdict }: JudgedTest): boolean {
  return verdict.kind === "accept" || verdict.kind === "flag";
}

function doneBy({ baseline, executable }: Snapshot, judged: JudgedTest[]) {
  const evidence = judged.filter(counts).map((test) => test.evidence);
  const killed = evidence.flatMap(({ mutation }) => (mutation.status === "measured" ? mutation.value.kills : []));
  const coverage = evidence.flatMap((one) => (one.coverage.status === "measured" ? [one.coverage.value] : []));
  const covered = mergeLines([...baseline.covered, ...coverage.flatMap((one) => one.covered)]);
  const arcs: FileArcs[] = [...baseline.arcs, ...coverage.flatMap((one) => one.new_arcs)];
  return { killed: [...new Set([...(baseline.killed ?? []), ...killed])], covered, arcs, changed: both(executable, covered) };
}

function mergeLines(files: FileLines[]): FileLines[] {
  const merged = new Map<string, Set<number>>();
  for (const { path, lines } of files) merged.set(path, new Set([...(merged.get(path) ?? []), ...lines]));
  return [...merged].map(([path, lines]) => ({ path, lines: [...lines].toSorted((a, b) => a - b) }));
}

function both(files: FileLines[], others: FileLines[]): FileLines[] {
  return files.map(({ path, lines }) => ({ path, lines: lines.filter((line) => hasLine(others, path, line)) }));
}

function without(files: FileLines[], others: FileLines[]): FileLines[] {
  const rest = files.map(({ path, lines }) => ({ path, lines: lines.filter((line) => !hasLine(others, path, line)) }));
  return rest.filter(({ lines }) => lines.length > 0);
}

function hasLine(files: FileLines[], path: string, line: number): boolean {
  return files.some((file) => file.path === path && file.lines.includes(line));
}

function sizeOf(files: FileLines[]): number {
  return files.reduce((sum, { lines }) => sum + lines.length, 0);
}
