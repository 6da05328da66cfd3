import { WIDTH } from "./lay-out.ts";

/** The criterion's id and what it says, as one comment line. Its example is left out at the end: the test is the example. */
export function criterionComment(id: string, text: string | null, indent: number): string {
  const said = text === null ? "" : `: ${plainLine(text)}`;
  const line = `# ${id}${said}`;
  const room = WIDTH - indent;
  if (line.length <= room) return line;
  return `${line.slice(0, room - 4).replace(/[\s,;:(]+\S*$/, "")} ...`;
}

function plainLine(text: string): string {
  const line = text.replace(/\s+/g, " ").replace(/\p{C}/gu, "").trim();
  const without_example = line.replace(/\s*:?\s*`[^`]*(?:==|raises)[^`]*`\.?$/, "");
  return without_example.length >= 15 ? without_example.replace(/[.:]?$/, ".") : line;
}
