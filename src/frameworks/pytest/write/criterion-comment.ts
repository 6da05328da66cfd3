import { WIDTH } from "./lay-out.ts";

const MOST_LINES = 2;
const EXAMPLE_AT_START = /^`[^`]*==[^`]*`\s*[:,;-]\s*/;
const EXAMPLE_AT_END = /\s*:?\s*(?:`[^`]*(?:==|raises)[^`]*`|`[^`]*`\s+raises\s+`[^`]*`)\.?$/;

/** The criterion's id and what it says, as comment lines. Its example is left out at the end: the test is the example. */
export function criterionComment(id: string, text: string | null, indent: number): string[] {
  const words = (text === null ? id : `${id}: ${plainLine(text)}`).split(" ");
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && indent + last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else if (lines.length === MOST_LINES) return [...lines.slice(0, -1), `${cutTo(last ?? "", WIDTH - indent - 4)} ...`];
    else lines.push(`# ${word}`);
  }
  return lines.map((line) => cutTo(line, WIDTH - indent));
}

function cutTo(line: string, width: number): string {
  return line.length <= width ? line : line.slice(0, width).replace(/[\s,;:(]+\S*$/, "");
}

/** A criterion's text on one line, without control characters and without the example at its end. */
export function plainLine(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(/\p{C}/gu, "").trim();
  const without_example = line.replace(EXAMPLE_AT_START, "").replace(EXAMPLE_AT_END, "");
  return without_example.length >= 15 ? without_example.replace(/[.:]?$/, ".") : line;
}
