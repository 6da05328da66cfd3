import type { PhrasingContent, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { WORD } from "./grammar.ts";

const COMMAND = new RegExp(`^ {0,3}${WORD}(?=\\s|$)`, "i");
const ANYWHERE = new RegExp(COMMAND.source, "im");

/**
 * Links, emphasis and what else goes on inside a line have no say in what is a command, and hostile text makes them slow: the
 * time grows with the square of its length. Code spans and HTML stay, for a line can be inside one.
 */
const ONLY_BLOCKS = { disable: { null: ["attention", "autolink", "labelEnd", "labelStartImage", "labelStartLink"] } };
/** Of a longer line the rest is left out, for it can open as many quotes inside each other as it has characters. */
const LINE_LIMIT = 1000;

/**
 * The first line of a comment that is a command: `/tfactory` at its start, in a plain paragraph. Quotes, code, HTML and its
 * comments, lists and tables hold what is talked about, not what is asked for. `null` when there is none.
 */
export function findCommand(body: string): string | null {
  const text = normalise(body);
  if (!ANYWHERE.test(text)) return null;
  const root = fromMarkdown(text, { extensions: [ONLY_BLOCKS] });
  for (const block of root.children) {
    const line = commandIn(block, text);
    if (line !== null) return line;
  }
  return null;
}

/** Line ends as `\n`, every blank as a space, nothing a reader can not see. */
function normalise(body: string): string {
  return body
    .replace(/\r\n?/g, "\n")
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000\t]/g, " ")
    .split("\n")
    .map((line) => line.slice(0, LINE_LIMIT))
    .join("\n")
    .replace(/[\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad]/g, "");
}

/** A line of dashes below makes a heading of a paragraph; its line still starts with the command. */
function commandIn(block: RootContent, text: string): string | null {
  if (block.type !== "paragraph" && block.type !== "heading") return null;
  const [from, to] = [block.position?.start.offset ?? 0, block.position?.end.offset ?? 0];
  const first = text.lastIndexOf("\n", from - 1) + 1;
  let start = first;
  for (const line of text.slice(first, to).split("\n")) {
    if (COMMAND.test(line) && isPlain(block.children, start + line.search(/\S/))) return line.trim();
    start += line.length + 1;
  }
  return null;
}

/** A line can start inside a code span or an HTML comment that began on the line before. */
function isPlain(children: PhrasingContent[], offset: number): boolean {
  return children.some(
    ({ type, position }) =>
      type === "text" && (position?.start.offset ?? offset) <= offset && offset < (position?.end.offset ?? 0),
  );
}
