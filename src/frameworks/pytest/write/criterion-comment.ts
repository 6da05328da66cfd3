import { WIDTH } from "./lay-out.ts";

/** The criterion's id and what it says, as one comment line. */
export function criterionComment(id: string, text: string | null, indent: number): string {
  const said = text === null ? "" : `: ${text.replace(/\s+/g, " ").trim()}`;
  const line = `# ${id}${said}`;
  const room = WIDTH - indent;
  if (line.length <= room) return line;
  return `${line.slice(0, room - 4).replace(/\s+\S*$/, "")} ...`;
}
