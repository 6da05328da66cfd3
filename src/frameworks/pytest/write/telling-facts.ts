import { readLiteral } from "./python-literals.ts";
import { snake, textWords } from "./words.ts";

interface Fact {
  expression: string;
  value: string;
  compare: "equal" | "approx" | "identity";
}

/** A shorter value may be the same by chance. */
const CHANCE = 12;

/** Facts without those that say again what another one says: bytes beside text, the same text by another name. */
export function tellingFacts(facts: Fact[]): Fact[] {
  const texts = facts.map((fact) => {
    const literal = readLiteral(fact.value);
    return literal.kind === "string" && literal.value.length >= CHANCE ? { text: literal.value, bytes: literal.bytes } : null;
  });
  return facts.filter((fact, at) => {
    const own = texts[at];
    if (own === undefined || own === null) return true;
    return !facts.some((other, index) => {
      const theirs = texts[index];
      if (index === at || theirs?.text !== own.text) return false;
      if (theirs.bytes !== own.bytes) return own.bytes;
      const shorter = other.expression.length - fact.expression.length;
      return shorter < 0 || (shorter === 0 && index < at);
    });
  });
}

/** `with_exit_code_2`: the first small fact by which one result differs from the others. */
export function factReason(facts: Fact[], others: Fact[][]): string | null {
  for (const { expression, value } of facts) {
    const attribute = /^result\.([\p{L}_]\w*)$/u.exec(expression)?.[1];
    const differs = others.some((all) => all.some((other) => other.expression === expression && other.value !== value));
    const words = attribute === undefined || !differs ? null : scalarWords(value);
    if (words !== null) return `with_${snake(attribute ?? "")}_${words}`;
  }
  return null;
}

function scalarWords(value: string): string | null {
  const literal = readLiteral(value);
  if (literal.kind === "number") return snake(value.replace(/^-/, "minus "));
  if (literal.kind === "bool" || literal.kind === "none") return value.toLowerCase();
  return literal.kind === "string" && literal.value !== "" ? textWords(literal.value, 16) : null;
}
