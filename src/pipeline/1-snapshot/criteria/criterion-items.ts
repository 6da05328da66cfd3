import type { Heading, ListItem, Paragraph, Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as textOf } from "mdast-util-to-string";
import { type Markdown, parseMarkdown } from "../../../parse-markdown.ts";

/** One item of a document that states a criterion: its verbatim text without marker, and where it stands. */
export interface CriterionItem {
  text: string;
  line: number;
}
export interface CriterionItems {
  items: CriterionItem[];
  /** Headings with text beneath them that gave no item. */
  empty_sections: string[];
}

const ANNOUNCES = /\b(acceptance|criteri(?:on|a)|requirements?)\b/i;
const NUMBERED = /^\W*AC[-#\s]?\d+\b/i;
/** A longer line is prose that mentions the word, not the announcement of a list. */
const ANNOUNCEMENT_LENGTH = 80;

/**
 * The criteria a Markdown document states: items of lists under a heading, or right after a line, that announces
 * acceptance criteria or requirements; and items and paragraphs anywhere that carry a number of their own (`AC-3:`).
 * Nested items belong to their parent.
 */
export function findCriterionItems(markdown: string): CriterionItems {
  const document = parseMarkdown(markdown);
  const items: CriterionItem[] = [];
  const sections: { heading: Heading; has_text: boolean; gave: boolean }[] = [];
  let open: typeof sections = [];
  let announced = false;
  for (const block of blocksOf(document.root)) {
    if (block.type === "heading") {
      open = open.filter(({ heading }) => heading.depth < block.depth);
      const section = { heading: block, has_text: false, gave: false };
      open = [...open, section];
      sections.push(section);
      announced = false;
      continue;
    }
    const innermost = open.at(-1);
    if (innermost !== undefined) innermost.has_text = true;
    const wanted = announced || open.some(({ heading }) => announces(textOf(heading)));
    const found = itemsOf(block, wanted, document);
    items.push(...found);
    if (found.length > 0) for (const section of open) section.gave = true;
    announced = block.type === "paragraph" ? announces(lastLine(textOf(block))) : announced && block.type === "list";
  }
  const empty = sections.filter(({ has_text, gave }) => has_text && !gave);
  return { items, empty_sections: empty.map(({ heading }) => readable(heading)) };
}

/** A heading as it reads, without the marks of emphasis. */
function readable(heading: Heading): string {
  const text = textOf(heading);
  return text.length > ANNOUNCEMENT_LENGTH ? text : textOf(fromMarkdown(text));
}

function announces(text: string): boolean {
  return text.length <= ANNOUNCEMENT_LENGTH && ANNOUNCES.test(text);
}

function lastLine(text: string): string {
  return text.trimEnd().split("\n").at(-1) ?? "";
}

/** Block quotes hold what someone else said about it; their content counts like any other. */
function* blocksOf(parent: { children: RootContent[] } | Root): Generator<RootContent> {
  for (const block of parent.children) {
    if (block.type === "blockquote") yield* blocksOf(block);
    else yield block;
  }
}

function itemsOf(block: RootContent, wanted: boolean, document: Markdown): CriterionItem[] {
  if (block.type === "paragraph") return numberedLines(block, document);
  if (block.type !== "list") return [];
  const chosen = block.children.filter((item) => wanted || NUMBERED.test(textOf(item)));
  return chosen.map((item) => itemText(item, document)).filter(({ text }) => text !== "");
}

/** `AC-1: …` lines of a paragraph, each with the lines that continue it. */
function numberedLines(paragraph: Paragraph, { verbatim }: Markdown): CriterionItem[] {
  if (!NUMBERED.test(textOf(paragraph))) return [];
  const first = paragraph.position?.start.line ?? 1;
  const items: CriterionItem[] = [];
  for (const [index, line] of verbatim(paragraph, paragraph).split("\n").entries()) {
    const last = items.at(-1);
    if (NUMBERED.test(line) || last === undefined) items.push({ text: line.trim(), line: first + index });
    else last.text += `\n${line.trim()}`;
  }
  return items;
}

/** An item's source from its first block to its last, continuation lines without the indentation that only nests them. */
function itemText(item: ListItem, { verbatim }: Markdown): CriterionItem {
  const [first, last] = [item.children[0], item.children.at(-1)];
  const line = item.position?.start.line ?? 1;
  if (first === undefined || last === undefined) return { text: "", line };
  const [head = "", ...rest] = verbatim(first, last).split("\n");
  return { text: [head.replace(/^\[[ xX]\]\s+/, ""), ...outdent(rest)].join("\n").trim(), line };
}

function outdent(lines: string[]): string[] {
  const indents = lines.filter((line) => line.trim() !== "").map((line) => line.length - line.trimStart().length);
  const common = Math.min(...indents);
  return lines.map((line) => line.slice(common).trimEnd());
}
