import type { Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { SourceTree } from "../../ports.ts";
import type { Boundary } from "./boundary/open-boundary.ts";
import { fence } from "./fence.ts";

/** A longer class is shown by its beginning and by those of its methods that were asked for. */
const WHOLE_CLASS_LINES = 120;
const CLASS_HEAD_LINES = 15;
/** Lines around a changed line that stands in no symbol. */
const AROUND = 2;

/** The code of a target: its symbols, and what changed outside of every symbol of their files. Not the files. */
export async function codeOf(target: Target, snapshot: Snapshot, tree: SourceTree, boundary: Boundary): Promise<string> {
  const paths = [...new Set(target.symbols.map((id) => id.slice(0, id.indexOf("::"))))];
  const texts: string[] = [];
  for (const path of paths) {
    const file = tree.files.find((one) => one.path === path);
    if (file === undefined) continue;
    const text = partsOf(file.content.toString("utf8").split("\n"), rangesOf(path, target, snapshot));
    texts.push(fence(`code of ${path}`, await boundary.admit({ what: "source", from: path, text, kind: "code" })));
  }
  return texts.join("\n\n") || "It is not there.";
}

type Range = readonly [first: number, last: number];

/** Line ranges, 1-based. */
function rangesOf(path: string, target: Target, snapshot: Snapshot): Range[] {
  const symbols = snapshot.symbols.filter((symbol) => symbol.path === path);
  const asked = symbols.filter(({ id, kind }) => target.symbols.includes(id) && kind !== "module");
  const shown = asked.map(({ kind, line, end_line }): Range => {
    const is_long = kind === "class" && end_line - line > WHOLE_CLASS_LINES;
    return [line, is_long ? line + CLASS_HEAD_LINES : end_line];
  });
  const inside = (line: number) => symbols.some((one) => one.kind !== "module" && one.line <= line && line <= one.end_line);
  const changed = snapshot.files.find((file) => file.path === path)?.lines ?? [];
  return [...shown, ...changed.filter((line) => !inside(line)).map((line): Range => [line - AROUND, line + AROUND])];
}

function partsOf(lines: string[], ranges: Range[]): string {
  const isWanted = (line: number) => ranges.some(([first, last]) => first <= line && line <= last);
  const parts: string[] = [];
  lines.forEach((line, index) => {
    if (!isWanted(index + 1)) return;
    if (parts.length > 0 && !isWanted(index)) parts.push("...");
    parts.push(line);
  });
  return parts.join("\n");
}
