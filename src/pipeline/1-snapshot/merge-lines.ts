import type { FileArcs, FileLines } from "../../domain/lines.ts";

/** The lines of every file, each once, ascending. */
export function mergeLines(files: FileLines[]): FileLines[] {
  const by_path = Map.groupBy(files, (file) => file.path);
  return [...by_path].map(([path, parts]) => ({
    path,
    lines: [...new Set(parts.flatMap((part) => part.lines))].sort((a, b) => a - b),
  }));
}

/** The arcs of every file, each once, ascending. */
export function mergeArcs(files: FileArcs[]): FileArcs[] {
  const by_path = Map.groupBy(files, (file) => file.path);
  return [...by_path].map(([path, parts]) => {
    const arcs = new Map(parts.flatMap((part) => part.arcs).map((arc) => [arc.join(), arc]));
    return { path, arcs: [...arcs.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]) };
  });
}
