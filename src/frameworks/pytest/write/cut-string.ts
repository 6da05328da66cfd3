import { tokenise } from "./python-tokens.ts";

/** A plain string or bytes literal in pieces of at most `width` characters, cut after line ends and blanks. `null`: not one literal. */
export function cutString(literal: string, width: number): string[] | null {
  const [, prefix, mark, body] = /^(b?)(["'])([\s\S]*)\2$/.exec(literal) ?? [];
  if (prefix === undefined || mark === undefined || body === undefined) return null;
  if (body.startsWith(mark) || tokenise(literal).length !== 1) return null;
  const room = width - prefix.length - 3;
  const has_lines = body.split("\\n").length > 3;
  const pieces = [""];
  for (const word of wordsOf(body)) {
    const last = pieces.at(-1) ?? "";
    const is_full = last.length + word.length > room || (last.endsWith("\\n") && (has_lines || body.length > room));
    if (is_full && last !== "") pieces.push("");
    pieces[pieces.length - 1] += word;
  }
  return pieces.flatMap((piece) => cutWord(piece, room)).map((piece) => prefix + mark + piece + mark);
}

/** Words with the blanks or the written line end (`\n`) after them. */
function wordsOf(body: string): string[] {
  return body.match(/(?:\\n|(?:\\[^n]|[^\\\s])+(?:\\n|\s+)?|\s+)/g) ?? [body];
}

/** A word longer than a line, cut between characters and never inside an escape. */
function cutWord(word: string, room: number): string[] {
  if (word.length <= room) return [word];
  const pieces = [""];
  for (const [unit] of word.matchAll(/\\(?:x..|u.{4}|U.{8}|N\{[^}]*\}|[0-7]{1,3}|[\s\S])|[\s\S]/gu)) {
    if ((pieces.at(-1) ?? "").length + unit.length > room) pieces.push("");
    pieces[pieces.length - 1] += unit;
  }
  return pieces;
}
