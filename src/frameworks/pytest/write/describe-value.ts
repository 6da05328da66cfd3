import { readLiteral } from "./python-literals.ts";
import { count, numberWords, snake, textWords } from "./words.ts";

/** What an argument's value is, as the end of a test's name. `striking`: worth naming before anything else. */
export interface Described {
  words: string;
  striking: boolean;
}

/** `for_negative_index`, `for_empty_text`, `with_info`, `for_three_items`; `null` when the value has no short name. */
export function describeArgument(name: string, source: string): Described | null {
  const literal = readLiteral(source);
  if (literal.kind === "bool")
    return { words: `${literal.value ? "with" : "without"}_${snake(name) || "value"}`, striking: false };
  const described = describeLiteral(name, source);
  return described && { ...described, words: `for_${described.words}` };
}

function describeLiteral(name: string, source: string): Described | null {
  const parameter = snake(name) || "value";
  const literal = readLiteral(source);
  switch (literal.kind) {
    case "none":
      return { words: `${parameter}_none`, striking: true };
    case "number":
      return describeNumber(parameter, source.trim(), literal.value);
    case "string":
      return describeText(parameter, literal.value, literal.bytes);
    case "other":
      return describeExpression(parameter, literal.source);
    case "bool":
      return null;
    default:
      return describeItems(parameter, literal.kind, literal.items);
  }
}

function describeNumber(parameter: string, source: string, value: number): Described {
  if (value < 0) return { words: `negative_${parameter}`, striking: true };
  if (value === 0) return { words: `zero_${parameter}`, striking: true };
  return { words: `${parameter}_${numberWords(source)}`, striking: false };
}

function describeText(parameter: string, text: string, bytes: boolean): Described | null {
  if (text === "") return { words: `empty_${parameter}`, striking: true };
  if (/^\s+$/.test(text)) return { words: `blank_${parameter}`, striking: true };
  if (text.length >= 60) return { words: `long_${parameter}`, striking: false };
  const words = textWords(text);
  if (words !== null) return { words, striking: false };
  if (/[^\p{ASCII}]/u.test(text) && !bytes) return { words: `non_ascii_${parameter}`, striking: false };
  if (/^[^A-Za-z\d]+$/.test(text) && text.length <= 3) return { words: `symbols_only_${parameter}`, striking: false };
  if (text.includes("\n")) return { words: `multi_line_${parameter}`, striking: false };
  return null;
}

function describeItems(parameter: string, kind: string, items: string[]): Described {
  if (items.length === 0) return { words: `empty_${parameter}`, striking: true };
  const numbers = items.map(readLiteral).map((item) => (item.kind === "number" ? item.value : null));
  if (kind !== "dict" && numbers.some((value) => value !== null && value < 0) && numbers.every((value) => value !== null))
    return { words: `negative_${parameter}`, striking: items.length === 1 };
  const noun = kind === "dict" ? (items.length === 1 ? "key" : "keys") : items.length === 1 ? "item" : "items";
  return { words: `${count(items.length)}_${noun}`, striking: false };
}

function describeExpression(parameter: string, source: string): Described | null {
  const repeated = /^(["']).{1,8}\1 \* (\d+)$/.exec(source);
  if (repeated?.[2] !== undefined) return { words: `${parameter}_of_length_${repeated[2]}`, striking: false };
  const infinity = /^(-?)float\(["'](-?)(inf|nan)["']\)$/.exec(source);
  if (infinity) return { words: infinity[3] === "nan" ? `nan_${parameter}` : `infinite_${parameter}`, striking: true };
  if (/^lambda\b/.test(source)) return { words: `${parameter}_function`, striking: false };
  const called = /^([\p{L}_][\w.]*)\(/u.exec(source);
  if (called?.[1] !== undefined) {
    const words = snake(called[1].split(".").at(-1) ?? "");
    if (words === "iter") return { words: "iterator", striking: false };
    return words.length <= 20 ? { words, striking: false } : null;
  }
  return /^[\p{L}_][\w.]*$/u.test(source) ? { words: snake(source.split(".").at(-1) ?? "") || parameter, striking: false } : null;
}
