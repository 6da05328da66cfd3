/** Whole statements to take out of a text (`replacement: null`) or to put another text in their place. UTF-16 offsets. */
export interface Cut {
  start: number;
  end: number;
  replacement: string | null;
}

/**
 * The text without the cut statements: whole lines, with the comments right above them, and with as many blank lines at the
 * seam as the larger side had. Blank lines anywhere else stay: they may be inside of a string.
 */
export function cutAll(source: string, cuts: Cut[]): string {
  const lines = source.split("\n");
  const starts = lineStarts(lines);
  const gone = new Set<number>();
  const replaced = new Map<number, string>();
  for (const cut of cuts.toSorted((one, other) => one.start - other.start)) {
    const [first, last] = [lineAt(starts, cut.start), lineAt(starts, Math.max(cut.start, cut.end - 1))];
    for (let line = first; line <= last; line += 1) gone.add(line);
    if (cut.replacement !== null) replaced.set(first, (/^\s*/.exec(lines[first] ?? "")?.[0] ?? "") + cut.replacement);
    else takeCommentsAbove(lines, first, gone);
  }
  return assemble(lines, gone, replaced);
}

function assemble(lines: string[], gone: ReadonlySet<number>, replaced: ReadonlyMap<number, string>): string {
  const result: string[] = [];
  for (let index = 0; index < lines.length; ) {
    if (!gone.has(index) || replaced.has(index)) {
      result.push(replaced.get(index) ?? lines[index] ?? "");
      index += 1;
      continue;
    }
    let below = 0;
    while (index < lines.length && ((gone.has(index) && !replaced.has(index)) || isBlank(lines[index]))) {
      below = gone.has(index) ? 0 : below + 1;
      index += 1;
    }
    const above = takeBlankEnd(result);
    const atTheEdge = result.length === 0 || index >= lines.length || /^\s*class\b.*:\s*$/.test(result.at(-1) ?? "");
    for (let blank = 0; !atTheEdge && blank < Math.max(above, below); blank += 1) result.push("");
  }
  takeBlankEnd(result);
  return `${result.join("\n")}\n`;
}

/** A comment that stands right above a statement speaks about it; one at the very top is the file's header. */
function takeCommentsAbove(lines: string[], first: number, gone: Set<number>): void {
  let top = first;
  while (top > 0 && /^\s*#/.test(lines[top - 1] ?? "")) top -= 1;
  if (top > 0) for (let line = top; line < first; line += 1) gone.add(line);
}

function takeBlankEnd(result: string[]): number {
  let count = 0;
  while (result.length > 0 && isBlank(result.at(-1))) {
    result.pop();
    count += 1;
  }
  return count;
}

function isBlank(line: string | undefined): boolean {
  return line !== undefined && line.trim() === "";
}

function lineStarts(lines: string[]): number[] {
  let offset = 0;
  return lines.map((line) => {
    const start = offset;
    offset += line.length + 1;
    return start;
  });
}

function lineAt(starts: number[], offset: number): number {
  const next = starts.findIndex((start) => start > offset);
  return next < 0 ? starts.length - 1 : next - 1;
}
