import type { FileArcs, FileLines } from "../../domain/lines.ts";

type Arc = FileArcs["arcs"][number];

/** Lines by path, the lists of one path united. */
export function linesByPath(files: FileLines[]): Map<string, Set<number>> {
  const by_path = new Map<string, Set<number>>();
  for (const { path, lines } of files) {
    const set = by_path.get(path) ?? new Set();
    for (const line of lines) set.add(line);
    by_path.set(path, set);
  }
  return by_path;
}

/** Branches by path, each once, ascending. */
export function arcsByPath(files: FileArcs[]): Map<string, Arc[]> {
  const by_path = new Map<string, Map<string, Arc>>();
  for (const { path, arcs } of files) {
    const known = by_path.get(path) ?? new Map<string, Arc>();
    for (const arc of arcs) known.set(arcKey(arc), arc);
    by_path.set(path, known);
  }
  return new Map(
    [...by_path].map(([path, arcs]) => [path, [...arcs.values()].sort((one, other) => one[0] - other[0] || one[1] - other[1])]),
  );
}

export function arcKey([from, to]: Arc): string {
  return `${from}>${to}`;
}
