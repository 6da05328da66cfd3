/**
 * Every text of a pull request, a test or a container passes one of these on its way into a rendering. Markdown allows it in
 * code only: spans and fences are the one place where GitHub resolves no mention, link, image or markup.
 */

/** Terminal sequences, whole, so that no `[31m` stays behind. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
/** Line and paragraph ends, tabs: one blank. */
const BLANKS = /[\t\n\v\f\r\u0085\u2028\u2029]+/g;
/** What a reader can not see: controls, surrogates, private use, bidirectional and zero-width characters, fillers, tags. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}]/gu;

/** A command is of no use cut short; with its paths and names it is longer than other code. */
export const REPLAY_LIMIT = 1000;

/** One visible line of at most `limit` characters. For the terminal this is enough. */
export function plainLine(text: string, limit = 200): string {
  const line = text.replace(ESCAPES, "").replace(BLANKS, " ").replace(INVISIBLE, "").replace(/ {2,}/g, " ").trim();
  const characters = [...line];
  return characters.length > limit ? `${characters.slice(0, limit - 1).join("")}…` : line;
}

/** An inline code span that no run of backticks in the text can end. An empty text gives `(empty)`. */
export function inlineCode(text: string, limit = 200): string {
  const line = plainLine(text, limit);
  if (line === "") return "`(empty)`";
  const fence = "`".repeat(longestRun(line) + 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/**
 * A sentence someone wrote, with the code in it as code. Words of letters, digits and plain punctuation stay as they are; a
 * piece with anything else becomes code as a whole. Only for the middle of a line we began.
 */
export function prose(text: string, limit = 300): string {
  const line = plainLine(text, limit);
  const ticks = line.match(/`+/g) ?? [];
  if (ticks.length % 2 === 1 || ticks.some((run) => run.length > 1)) return inlineCode(line, limit);
  const pieces = line.split(/(`[^`]*`)/).filter((piece) => piece !== "");
  return pieces
    .map((piece) => (piece.startsWith("`") ? inlineCode(piece.slice(1, -1), limit) : wordsOrCode(piece, limit)))
    .reduce((joined, piece) => joined + (joined.endsWith("`") && piece.startsWith("`") ? " " : "") + piece, "");
}

/** An underscore inside a word is no markup. */
const PLAIN = /^(?:[\p{L}\p{M}\p{N} .,;:'"!?()+=/%–—…→-]|(?<=[\p{L}\p{N}])_(?=[\p{L}\p{N}]))*$/u;
/** What GitHub turns into links without any markup: addresses and references to issues and commits. */
const LINKS = /:\/\/|www\.|\bGH-\d|\b[0-9a-f]{7,40}\b/i;

function wordsOrCode(piece: string, limit: number): string {
  if (PLAIN.test(piece) && !LINKS.test(piece)) return piece;
  const [, before = "", text = "", after = ""] = /^( *)(.*?)( *)$/s.exec(piece) ?? [];
  return `${before}${inlineCode(text, limit)}${after}`;
}

/** A fenced block longer than any run of backticks inside, at least four; its lines are kept, at most `lines` of them. */
export function fence(language: string, text: string, lines = 20): string {
  const all = text.split(/\r\n|[\n\r\u2028\u2029]/).map((line) => visible(line));
  const shown = all.length > lines ? [...all.slice(0, lines), `… ${all.length - lines} more lines`] : all;
  const ticks = "`".repeat(Math.max(4, longestRun(shown.join("\n")) + 1));
  return `${ticks}${language}\n${shown.join("\n")}\n${ticks}`;
}

/** Indentation matters inside a fence, so blanks stay; a line of code is no longer than this to a reader. */
function visible(line: string): string {
  const characters = [...line.replace(ESCAPES, "").replaceAll("\t", "    ").replace(BLANKS, " ").replace(INVISIBLE, "")];
  return characters.length > 300 ? `${characters.slice(0, 299).join("")}…` : characters.join("");
}

/** Code inside HTML we write ourselves (`<summary>`): there Markdown does not look, and mentions are not resolved in code. */
export function htmlCode(text: string, limit = 200): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return `<code>${plainLine(text, limit).replace(/[&<>"']/g, (character) => entities[character] ?? "")}</code>`;
}

/** A table row of finished Markdown. A backslash before a pipe would undo the escape, so such a pipe becomes a broken bar. */
export function tableRow(cells: string[]): string {
  return `| ${cells.map((cell) => cell.replace(/\\\|/g, "\\¦").replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
