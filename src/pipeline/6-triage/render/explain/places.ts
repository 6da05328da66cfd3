import type { FileArcs, FileLines } from "../../../../domain/lines.ts";
import { count } from "../words.ts";
import { joined, ours, type Sentence, say } from "./sentence.ts";

export function countLines(files: FileLines[]): number {
  return files.reduce((sum, file) => sum + file.lines.length, 0);
}

export function countArcs(files: FileArcs[]): number {
  return files.reduce((sum, file) => sum + file.arcs.length, 0);
}

/** `durations/text.py` 20-22, 25. */
export function linePlaces(files: FileLines[]): Sentence {
  return joined(
    files.map(({ path, lines }) => say`${path} ${ours(ranges(lines))}`),
    "; ",
  );
}

/** `durations/text.py` 20→23, 24→exit: a negative number is the way into or out of a function. */
export function arcPlaces(files: FileArcs[]): Sentence {
  return joined(
    files.map(({ path, arcs }) => {
      const shown = arcs.slice(0, SHOWN_ARCS).map(([from, to]) => `${from < 0 ? "entry" : from}→${to < 0 ? "exit" : to}`);
      const more = arcs.length > shown.length ? ` and ${count(arcs.length - shown.length, "more", "more")}` : "";
      return say`${path} ${ours(shown.join(", ") + more)}`;
    }),
    "; ",
  );
}

const SHOWN_ARCS = 12;

function ranges(lines: number[]): string {
  const spans: [number, number][] = [];
  for (const line of lines) {
    const last = spans.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else spans.push([line, line]);
  }
  return spans.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(", ");
}
