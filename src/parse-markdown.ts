import type { Nodes, Root } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmFromMarkdown } from "mdast-util-gfm";
import { gfm } from "micromark-extension-gfm";

/**
 * Emphasis, links, their definitions and footnotes have no say in how a document is divided, and hostile text makes them slow:
 * their time grows with the square of its length.
 */
const LINKS = ["autolink", "definition", "labelEnd", "labelStartImage", "labelStartLink"];
const GFM_LINKS = ["gfmFootnoteDefinition", "gfmFootnoteCall", "gfmPotentialFootnoteCall", "wwwAutolink", "protocolAutolink"];
const BLOCKS_ONLY = { disable: { null: ["attention", "strikethrough", "emailAutolink", ...LINKS, ...GFM_LINKS] } };
/** The rest of a longer line is not read, and neither is a line of this many marks and blanks before its text: nobody nests so deep. */
const LINE_LIMIT = 2000;
const MARKS_LIMIT = 40;
/** A document people read ends before; underlined headings and quotes take a time that grows with the square of their number. */
export const MARKDOWN_LINES = 3000;
const LIMIT = 256 * 1024;

export interface Markdown {
  /** Emphasis, links and definitions stay text. */
  root: Root;
  /** The document's own text from the beginning of one node to the end of another. */
  verbatim(first: Nodes, last: Nodes): string;
  /** Where a node stands in the document, as offsets. */
  rangeOf(node: Nodes): { start: number; end: number };
  /** Lines at the end that were not read; 0: all were. */
  unread_lines: number;
}

/** The blocks of a Markdown document, read in bounded time whatever it holds. */
export function parseMarkdown(markdown: string): Markdown {
  const lines = linesOf(markdown);
  const read: string[] = [];
  let length = 0;
  for (const { text } of lines) {
    const bounded = boundedLine(text);
    length += bounded.length + 1;
    if (read.length === MARKDOWN_LINES || length > LIMIT) break;
    read.push(bounded);
  }
  const root = fromMarkdown(read.join("\n"), { extensions: [gfm(), BLOCKS_ONLY], mdastExtensions: [gfmFromMarkdown()] });
  const offset = (point: { line: number; column: number } | undefined) =>
    point === undefined ? 0 : (lines[point.line - 1]?.start ?? markdown.length) + point.column - 1;
  return {
    root,
    verbatim: (first, last) => markdown.slice(offset(first.position?.start), offset(last.position?.end)),
    rangeOf: ({ position }) => ({ start: offset(position?.start), end: offset(position?.end) }),
    unread_lines: lines.length - read.length,
  };
}

function linesOf(text: string): { text: string; start: number }[] {
  const lines: { text: string; start: number }[] = [];
  let start = 0;
  for (const { index, 0: newline } of text.matchAll(/\r\n|\r|\n/g)) {
    lines.push({ text: text.slice(start, index), start });
    start = index + newline.length;
  }
  return start === text.length && lines.length > 0 ? lines : [...lines, { text: text.slice(start), start }];
}

function boundedLine(line: string): string {
  const marks = /^[\s>*+\d.)-]*/.exec(line)?.[0].length ?? 0;
  return marks > MARKS_LIMIT ? "" : line.slice(0, LINE_LIMIT);
}
