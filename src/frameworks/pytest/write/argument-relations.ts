import { readLiteral } from "./python-literals.ts";
import { snake } from "./words.ts";

interface Argument {
  name: string;
  value: string;
}

/**
 * What stands out between two arguments, as the end of a test's name: a length that just meets a number
 * (`for_text_of_exactly_max_len`) or misses it by one (`for_text_one_longer_than_max_len`). `null`: nothing.
 */
export function relationOf(values: Argument[]): string | null {
  for (const argument of values) {
    const size = sizeOf(argument.value);
    for (const other of values) {
      const number = readLiteral(other.value);
      if (other === argument || number.kind !== "number" || size === null || size < 2) continue;
      const [subject, limit] = [snake(argument.name), snake(other.name)];
      if (size === number.value) return `for_${subject}_of_exactly_${limit}`;
      if (size === number.value + 1) return `for_${subject}_one_longer_than_${limit}`;
      if (size === number.value - 1) return `for_${subject}_one_shorter_than_${limit}`;
    }
  }
  return null;
}

function sizeOf(source: string): number | null {
  const literal = readLiteral(source);
  if (literal.kind === "string") return [...literal.value].length;
  return "items" in literal ? literal.items.length : null;
}
