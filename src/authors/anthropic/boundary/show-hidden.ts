import type { Nodes } from "mdast";
import { parseMarkdown } from "../../../parse-markdown.ts";

export interface Shown {
  text: string;
  /** How many characters nobody sees were taken out or written as escapes. */
  characters: number;
  /** How many comments and definitions that a rendered page does not show were taken out. */
  passages: number;
}

/**
 * What a reader can not see and a model can: controls, formatting and bidirectional marks, zero-width characters, tags,
 * variation selectors, fillers, private use. What joins two emoji to one is seen.
 */
const INVISIBLE =
  /(?<!\p{Extended_Pictographic})(?:\u200d|\ufe0f)|(?!\n|\t|\u200d|\ufe0f)(?:[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u115f\u1160\u2800\u3164\uffa0\u2028\u2029]|\p{Variation_Selector}|\p{Default_Ignorable_Code_Point})/gu;

/** Code as it is, with what nobody sees written as an escape: in a string literal that is the same value. */
export function showCode(code: string): Shown {
  let characters = 0;
  const text = withNewlines(code).replace(INVISIBLE, (character) => {
    characters++;
    const point = character.codePointAt(0) ?? 0;
    return point > 0xffff ? `\\U${hex(point, 8)}` : `\\u${hex(point, 4)}`;
  });
  return { text, characters, passages: 0 };
}

/** Markdown as a person reads it on the page: without what nobody sees, comments and link definitions; code in it stays. */
export function showProse(markdown: string): Shown {
  let characters = 0;
  const visible = withNewlines(markdown).replace(INVISIBLE, () => {
    characters++;
    return "";
  });
  const code = codeOf(visible);
  const hidden = [...definitionsOutside(visible, code), ...commentsOutside(visible, code)].toSorted((a, b) => a.start - b.start);
  let [text, at, passages] = ["", 0, 0];
  for (const { start, end } of hidden) {
    if (start < at) continue;
    text += visible.slice(at, start);
    passages++;
    at = end;
  }
  return { text: text + visible.slice(at), characters, passages };
}

interface Range {
  start: number;
  end: number;
}

function codeOf(markdown: string): Range[] {
  const { root, rangeOf } = parseMarkdown(markdown);
  const code: Range[] = [];
  const visit = (node: Nodes): void => {
    if (node.type === "inlineCode" || node.type === "code") code.push(rangeOf(node));
    else if ("children" in node) for (const child of node.children) visit(child);
  };
  visit(root);
  return code;
}

/** What a link is called elsewhere; its title and label can hold any text. */
function definitionsOutside(text: string, code: Range[]): Range[] {
  const found = [...text.matchAll(/^[ \t>]{0,20}\[[^\]\n]{1,999}\]:.*$/gm)];
  const ranges = found.map(({ index, 0: line }) => ({ start: index, end: index + line.length }));
  const inside = new Set(code.flatMap(({ start, end }) => linesBetween(text, start, end)));
  return ranges.filter(({ start }) => !inside.has(start));
}

/** Where the lines begin that a range touches. */
function linesBetween(text: string, start: number, end: number): number[] {
  const begins: number[] = [];
  for (let at = text.lastIndexOf("\n", start - 1) + 1; at < end; at = text.indexOf("\n", at) + 1) {
    begins.push(at);
    if (text.indexOf("\n", at) === -1) break;
  }
  return begins;
}

/** One that is never closed hides everything after it when it begins a line, and is plain text elsewhere. */
function commentsOutside(text: string, code: Range[]): Range[] {
  const comments: Range[] = [];
  const last_close = text.lastIndexOf("-->");
  let next_code = 0;
  for (let start = text.indexOf("<!--"); start !== -1; ) {
    while ((code[next_code]?.end ?? Number.POSITIVE_INFINITY) <= start) next_code++;
    const inside = code[next_code];
    let resume = start + 4;
    if (inside !== undefined && inside.start <= start) {
      resume = inside.end;
    } else if (last_close >= start + 2) {
      resume = text.indexOf("-->", start + 2) + 3;
      comments.push({ start, end: resume });
    } else if (/^[ \t>]*$/.test(text.slice(text.lastIndexOf("\n", start - 1) + 1, start))) {
      return [...comments, { start, end: text.length }];
    }
    start = text.indexOf("<!--", resume);
  }
  return comments;
}

function withNewlines(text: string): string {
  return text.replace(/\r\n?/g, "\n");
}

function hex(point: number, digits: number): string {
  return point.toString(16).padStart(digits, "0");
}
