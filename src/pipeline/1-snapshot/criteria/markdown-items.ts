import type { Code, Heading, ListItem, Paragraph, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { toString as textOf } from "mdast-util-to-string";
import { type Markdown, parseMarkdown } from "../../../parse-markdown.ts";
import type { CriterionItem, CriterionItems } from "./criterion-item.ts";
import { gherkinItems } from "./gherkin-items.ts";
import { isRequirement, isScenario, isUserStory, requirementsIn } from "./sentence-items.ts";

const ANNOUNCES = /\b(acceptance|criteri(?:on|a)|requirements?)\b/i;
const NUMBERED = /^\W*AC[-#\s]?\d+\b/i;
const GHERKIN = /^(?:gherkin|feature|cucumber)$/i;
/** A longer line is prose that mentions the word, not the announcement of a list. */
const ANNOUNCEMENT_LENGTH = 80;

/**
 * The criteria a Markdown document states: items of lists, and scenarios, under a heading, or right after a line, that
 * announces acceptance criteria or requirements; and, wherever they stand, what carries a number of its own (`AC-3:`), fenced
 * Gherkin, and sentences with `shall`. User stories are criteria when there is nothing else. Nested items belong to their parent.
 */
export function markdownItems(markdown: string, what: string): CriterionItems {
  const document = parseMarkdown(markdown);
  const found = walk(document, what, false);
  const { items, empty_sections, problems } = found.items.length > 0 ? found : walk(document, what, true);
  const unread = document.unread_lines;
  const cut = unread === 0 ? [] : [`${what} is too long to be read whole: its last ${unread} lines were not looked at.`];
  return { items, empty_sections, problems: [...problems, ...cut] };
}

function walk(document: Markdown, what: string, stories: boolean): CriterionItems {
  const items: CriterionItem[] = [];
  const problems: string[] = [];
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
    const found = itemsOf(block, { wanted, stories, what }, document, problems);
    items.push(...found);
    if (found.length > 0) for (const section of open) section.gave = true;
    announced = block.type === "paragraph" ? announces(lastLine(textOf(block))) : announced && isCriteria(block);
  }
  const empty = sections.filter(({ has_text, gave }) => has_text && !gave);
  return { items, empty_sections: empty.map(({ heading }) => readable(heading)), problems };
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

function isCriteria(block: RootContent): boolean {
  return block.type === "list" || (block.type === "code" && isGherkin(block));
}

function isGherkin({ lang }: Code): boolean {
  return GHERKIN.test(lang ?? "");
}

/** Block quotes hold what someone else said about it; their content counts like any other. */
function* blocksOf(parent: { children: RootContent[] }): Generator<RootContent> {
  for (const block of parent.children) {
    if (block.type === "blockquote") yield* blocksOf(block);
    else yield block;
  }
}

/** `wanted`: what announces criteria stands above. `stories`: user stories count. */
interface Reading {
  wanted: boolean;
  stories: boolean;
  what: string;
}

function itemsOf(block: RootContent, reading: Reading, document: Markdown, problems: string[]): CriterionItem[] {
  if (block.type === "paragraph") return paragraphItems(block, reading, document);
  if (block.type === "code" && isGherkin(block)) return gherkinBlock(block, reading.what, problems);
  if (block.type !== "list") return [];
  return block.children
    .filter((item) => reading.wanted || states(textOf(item), reading))
    .map((item) => itemText(item, document))
    .filter(({ text }) => text !== "");
}

function states(text: string, { stories }: Reading): boolean {
  return NUMBERED.test(text) || isRequirement(text) || (stories && isUserStory(text));
}

function gherkinBlock(block: Code, what: string, problems: string[]): CriterionItem[] {
  const line = block.position?.start.line ?? 1;
  const read = gherkinItems(block.value, `The block at line ${line} of ${what}`);
  problems.push(...read.problems);
  return read.items.map((item) => ({ ...item, line: line + item.line }));
}

function paragraphItems(block: Paragraph, { wanted, stories }: Reading, document: Markdown): CriterionItem[] {
  const text = document.verbatim(block, block);
  const line = block.position?.start.line ?? 1;
  if (NUMBERED.test(textOf(block))) return numberedLines(text, line);
  const whole = (wanted && isScenario(text)) || (stories && isUserStory(text));
  return whole ? [{ text: text.trim(), line }] : requirementsIn(text, line);
}

/** `AC-1: …` lines of a paragraph, each with the lines that continue it. */
function numberedLines(paragraph: string, first: number): CriterionItem[] {
  const items: CriterionItem[] = [];
  for (const [index, line] of paragraph.split("\n").entries()) {
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
