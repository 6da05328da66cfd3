import { readLiteral } from "./python-literals.ts";
import { count, numberWords, snake, textWords } from "./words.ts";

/**
 * What an argument's value is, as the end of a test's name. `striking`: a boundary, worth naming before anything else;
 * `clear`: one sees the value; `vague`: one sees only its kind.
 */
export interface Described {
  words: string;
  rank: "striking" | "clear" | "vague";
}

/** `for_negative_index`, `for_empty_text`, `with_info`, `for_three_items`; `null` when the value has no short name. */
export function describeArgument(name: string, source: string): Described | null {
  const literal = readLiteral(source);
  if (literal.kind === "bool") return { words: `${literal.value ? "with" : "without"}_${snake(name) || "value"}`, rank: "clear" };
  const described = describeLiteral(name, source);
  return described && { ...described, words: `for_${described.words}` };
}

function describeLiteral(name: string, source: string): Described | null {
  const parameter = snake(name) || "value";
  const literal = readLiteral(source);
  switch (literal.kind) {
    case "none":
      return { words: `${parameter}_none`, rank: "striking" };
    case "number":
      return describeNumber(parameter, source.trim(), literal.value);
    case "string":
      return describeText(parameter, source, literal.value, literal.bytes);
    case "other":
      return describeExpression(parameter, literal.source);
    case "bool":
      return null;
    default:
      return describeItems(parameter, literal.kind, literal.items);
  }
}

function describeNumber(parameter: string, source: string, value: number): Described {
  if (value < 0) return { words: `negative_${parameter}`, rank: "striking" };
  if (value === 0) return { words: `zero_${parameter}`, rank: "striking" };
  const is_plural = /[^s]s$/.test(parameter) && value !== 1;
  return { words: is_plural ? `${numberWords(source)}_${parameter}` : `${parameter}_${numberWords(source)}`, rank: "clear" };
}

function describeText(parameter: string, source: string, text: string, bytes: boolean): Described | null {
  if (/^b?(["']).{1,12}\1 \* \d+$/.test(source)) return { words: `${parameter}_of_length_${text.length}`, rank: "clear" };
  if (text === "") return { words: `empty_${parameter}`, rank: "striking" };
  if (/^\s+$/.test(text)) return { words: `blank_${parameter}`, rank: "striking" };
  if (text.length >= 60) return { words: `long_${parameter}`, rank: "vague" };
  const words = textWords(text);
  if (words !== null) return { words, rank: "clear" };
  if (bytes && /[^ -~\s]/.test(text)) return { words: `binary_${parameter}`, rank: "vague" };
  if (/[^\p{ASCII}]/u.test(text)) return { words: `non_ascii_${parameter}`, rank: "vague" };
  if (/^[^A-Za-z\d]+$/.test(text) && text.length <= 3) return { words: `${parameter}_of_symbols`, rank: "vague" };
  if (text.includes("\n")) return { words: `multi_line_${parameter}`, rank: "vague" };
  return null;
}

function describeItems(parameter: string, kind: string, items: string[]): Described {
  if (items.length === 0) return { words: `empty_${parameter}`, rank: "striking" };
  const numbers = items.map(readLiteral).map((item) => (item.kind === "number" ? item.value : null));
  if (kind !== "dict" && !numbers.includes(null) && numbers.some((value) => value !== null && value < 0))
    return { words: `negative_${parameter}`, rank: "striking" };
  if (kind === "list" || kind === "tuple") {
    if (new Set(items).size < items.length) return { words: `repeated_${parameter}`, rank: "clear" };
    const sorted = numbers.toSorted((a, b) => (a ?? 0) - (b ?? 0));
    if (!numbers.includes(null) && sorted.some((value, at) => value !== numbers[at]))
      return { words: `unsorted_${parameter}`, rank: "clear" };
  }
  const noun = kind === "dict" ? (items.length === 1 ? "key" : "keys") : items.length === 1 ? "item" : "items";
  return { words: `${count(items.length)}_${noun}`, rank: "vague" };
}

function describeExpression(parameter: string, source: string): Described | null {
  const special = /^-?float\(["'](-?)(inf|nan)["']\)$/.exec(source);
  if (special) return { words: special[2] === "nan" ? `nan_${parameter}` : `infinite_${parameter}`, rank: "striking" };
  if (/^lambda\b/.test(source)) return { words: `${parameter}_function`, rank: "vague" };
  const called = /^([\p{L}_][\w.]*)\(/u.exec(source);
  if (called?.[1] !== undefined) {
    const words = snake(called[1].split(".").at(-1) ?? "");
    return words === "iter" ? { words: "iterator", rank: "vague" } : words.length <= 20 ? { words, rank: "vague" } : null;
  }
  const dotted = /^[\p{L}_][\w.]*$/u.test(source) ? snake(source.split(".").at(-1) ?? "") : "";
  return dotted === "" ? null : { words: dotted, rank: "vague" };
}
