/** English, as used in names of tests: lower case words joined by `_`. */

const SMALL_NUMBERS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
const ORDINALS = ["first", "second", "third", "fourth", "fifth"];

/** `ValueError` -> `value_error`, `HTTPError` -> `http_error`, `__len__` -> `len`, `max-len` -> `max_len`. */
export function snake(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z\d]+/g, "_")
    .replace(/^_+|_+$/g, "");
}

/** A count in words as far as people write them: `three`, `12`. */
export function count(number: number): string {
  return SMALL_NUMBERS[number] ?? String(number);
}

/** `second` for 2; `null` when nobody would say it. */
export function ordinal(number: number): string | null {
  return ORDINALS[number - 1] ?? null;
}

/** A number inside a name: `minus_1`, `0_5`, `1e9`. */
export function numberWords(source: string): string {
  return source
    .replace(/\.0$/, "")
    .replace(/^-/, "minus_")
    .replaceAll("_000", "000")
    .replace(/[.+]/g, "_")
    .replace(/e-/, "e_minus_")
    .toLowerCase();
}

/** A text as part of a name when it is short and can be recognised without its punctuation, else `null`. */
export function textWords(text: string, longest = 24): string | null {
  if (text.length > longest || !/^[\p{L}\p{N}\s_.,:/!?'-]*$/u.test(text) || /[^\S ]/.test(text)) return null;
  const negative = /^-(?=[\d.])/.test(text);
  const said = negative ? text.slice(1) : text;
  const words = snake(said.toLowerCase());
  const letters = said.replace(/[^A-Za-z\d]/g, "").length;
  if (words === "" || letters * 3 < said.length * 2) return null;
  return negative ? `minus_${words}` : words;
}
