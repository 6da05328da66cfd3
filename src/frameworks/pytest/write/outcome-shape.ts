import type { Observation } from "../../protocol.ts";
import type { Expected } from "./expected-outcome.ts";
import { type Literal, readLiteral } from "./python-literals.ts";
import { squeeze } from "./python-tokens.ts";
import { count, numberWords, snake, textWords } from "./words.ts";

/** What is striking about an outcome, in words that follow the subject. `plain` has no words of its own. */
export interface OutcomeShape {
  words: string | null;
  /** The argument whose value comes back as it went in. */
  unchanged: string | null;
}

/** Names an outcome by its relation to the arguments first (`returns_text_unchanged`), else by its value. */
export function outcomeShape(observation: Observation, expected: Expected): OutcomeShape {
  const named = (words: string | null): OutcomeShape => ({ words, unchanged: null });
  if (expected.kind === "raises") return named(`raises_${snake(expected.exception.split(".").at(-1) ?? "")}`);
  if (expected.kind === "facts") return named(factWords(expected.facts));
  const value = readLiteral(expected.value);
  if (value.kind === "none" && observation.after.length > 0) return named(changeWords(observation.after));
  const [main] = observation.arguments;
  const same = main && isTelling(value) && isSameValue(main.value, expected.value) ? main : undefined;
  if (same !== undefined) return { words: `returns_${snake(same.name)}_unchanged`, unchanged: same.name };
  return named(emptyWords(value) ?? relationWords(observation, value));
}

/** What a call that returns nothing did: `changes_items` for `stack.items`, `changes_length` for `len(stack)`. */
function changeWords(after: { expression: string }[]): string | null {
  const [first] = after;
  if (/^len\(\w+\)$/.test(first?.expression ?? "")) return "changes_length";
  const attribute = /^\w+(?:\.\w+)*\.([\p{L}_]\w*)$/u.exec(first?.expression ?? "")?.[1];
  const name = attribute ?? /^(?:\w+\()?([\p{L}_]\w*)\)?$/u.exec(first?.expression ?? "")?.[1];
  return name === undefined ? null : `changes_${snake(name)}`;
}

/** `"." + "." * 159` and `"." * 160` are one text in two spellings. */
function isSameValue(one: string, other: string): boolean {
  const [a, b] = [readLiteral(one), readLiteral(other)];
  if (a.kind === "string" && b.kind === "string") return a.value === b.value && a.bytes === b.bytes;
  return squeeze(one) === squeeze(other);
}

/** Whether equality of an argument and the result says something: `f(1) == 1` may be chance. */
function isTelling(value: Literal): boolean {
  if (value.kind === "string") return value.value !== "";
  if (value.kind === "number") return Math.abs(value.value) >= 10;
  return "items" in value && value.items.length > 0;
}

function emptyWords(value: Literal): string | null {
  if (value.kind === "none") return "returns_none";
  if (value.kind === "bool") return `returns_${value.value}`;
  if (value.kind === "number") return value.value === 0 ? "returns_zero" : null;
  if (value.kind === "string") return value.value === "" ? (value.bytes ? "returns_empty_bytes" : "returns_empty_string") : null;
  if ("items" in value) return value.items.length === 0 ? `returns_empty_${value.kind}` : null;
  return null;
}

/** What became of a text or list argument: each name is true for the value at hand. */
function relationWords(observation: Observation, value: Literal): string | null {
  for (const argument of observation.arguments) {
    const given = readLiteral(argument.value);
    const name = snake(argument.name);
    if (value.kind === "string" && given.kind === "string" && value.bytes === given.bytes) {
      const words = textRelation(given.value, value.value, name);
      if (words !== null) return words;
    }
    if ((value.kind === "list" || value.kind === "tuple") && given.kind === value.kind && given.items.length > 1) {
      const words = listRelation(given.items.map(squeeze), value.items.map(squeeze), name);
      if (words !== null) return words;
    }
  }
  return null;
}

function textRelation(given: string, result: string, name: string): string | null {
  if (given.length < 3) return null;
  if (result !== given && result === given.trim()) return `strips_${name}`;
  if (given !== given.toLowerCase() && result === given.toLowerCase()) return `lowers_${name}`;
  if (given !== given.toUpperCase() && result === given.toUpperCase()) return `uppers_${name}`;
  if (result === [...given].reverse().join("")) return `reverses_${name}`;
  const common = commonPrefix(given, result);
  const marker = result.length - common;
  if (result.length < given.length && common > 0 && marker <= Math.max(3, common)) return `shortens_${name}`;
  return null;
}

function listRelation(given: string[], result: string[], name: string): string | null {
  if (result.join() === [...given].reverse().join()) return `reverses_${name}`;
  if (result.length < given.length && result.join() === [...new Set(given)].join()) return `drops_duplicates_of_${name}`;
  return null;
}

function commonPrefix(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

function factWords(facts: { expression: string; value: string }[]): string | null {
  for (const fact of facts) {
    const type = /^type\(result\)\.__(?:qual)?name__$/.test(fact.expression) ? /^["'](.+)["']$/.exec(fact.value)?.[1] : undefined;
    const instance = fact.value === "True" ? /^isinstance\(result, ([\w.]+)\)$/.exec(fact.expression)?.[1] : undefined;
    const name = (type ?? instance)?.split(".").at(-1);
    if (name !== undefined) return `returns_${snake(name)}`;
  }
  const length = facts.find((fact) => fact.expression === "len(result)");
  if (length && /^\d+$/.test(length.value))
    return `returns_${count(Number(length.value))}_${length.value === "1" ? "item" : "items"}`;
  return null;
}

/** `gives_stdout` for a fact about `result.stdout`, `gives_no_cache` when it is `None`. */
function attributeWords(facts: { expression: string; value: string }[]): string | null {
  for (const { expression, value } of facts) {
    const attribute = /^(?:callable\()?result\.([\p{L}_]\w*)\)?$/u.exec(expression)?.[1];
    if (attribute !== undefined) return `gives_${value === "None" ? "no_" : ""}${snake(attribute)}`;
  }
  return null;
}

/** The value itself as words when it is short: `returns_5400`, `returns_1h`. For names that need it to be told apart. */
export function valueWords(expected: Expected): string | null {
  if (expected.kind === "facts") return attributeWords(expected.facts);
  if (expected.kind !== "value") return null;
  const value = readLiteral(expected.value);
  if (value.kind === "number" && expected.value.length <= 10) return `returns_${numberWords(expected.value.trim())}`;
  if (value.kind === "string") {
    const words = textWords(value.value, 20);
    const lines = value.value.replace(/\n$/, "").split("\n").length;
    return words !== null ? `returns_${words}` : lines > 1 ? `returns_${count(lines)}_lines` : null;
  }
  if (value.kind === "list" || value.kind === "tuple" || value.kind === "set") {
    return `returns_${count(value.items.length)}_${value.items.length === 1 ? "item" : "items"}`;
  }
  if (value.kind === "dict") return `returns_${count(value.items.length)}_${value.items.length === 1 ? "key" : "keys"}`;
  return null;
}
