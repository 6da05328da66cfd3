import type { Observation } from "../../protocol.ts";
import { readLiteral } from "./python-literals.ts";
import { tokenise } from "./python-tokens.ts";
import { tellingFacts } from "./telling-facts.ts";

type Compare = "equal" | "approx" | "identity";

/** What a test asserts about one observation. A suspected bug asserts what the text says, not what the head did. */
export type Expected =
  | { kind: "value"; value: string; compare: Compare }
  | { kind: "raises"; exception: string; message: string }
  | { kind: "facts"; facts: { expression: string; value: string; compare: Compare }[] };

/** What to assert: the head's outcome, or the expectation of a criterion or docstring that the head does not meet. */
export function expectedOf(observation: Observation): Expected {
  const { expectation, outcome } = observation;
  if (expectation !== null && !expectation.met) return readExpectation(expectation.expected);
  if (outcome.kind === "value")
    return { kind: "value", value: outcome.value, compare: comparable(outcome.value, outcome.compare) };
  if (outcome.kind === "facts")
    return {
      kind: "facts",
      facts: tellingFacts(outcome.facts).map((fact) => ({ ...fact, compare: comparable(fact.value, fact.compare) })),
    };
  return outcome;
}

const EXCEPTION = /^(?:raises\s+)?((?:[\p{L}_]\w*\.)*[A-Z]\w*)(?:\(([\s\S]*)\))?$/u;

function readExpectation(expected: string): Expected {
  const exception = EXCEPTION.exec(expected.trim());
  const is_exception =
    exception?.[1] !== undefined &&
    (/^raises\s/.test(expected) || /(?:Error|Exception|Warning|Exit|Interrupt|StopIteration)$/.test(exception[1]));
  if (is_exception && exception?.[1] !== undefined) {
    const argument = readLiteral(exception[2] ?? "");
    return { kind: "raises", exception: exception[1], message: argument.kind === "string" ? argument.value : "" };
  }
  const literal = readLiteral(expected);
  if (literal.kind === "none" || literal.kind === "bool") return { kind: "value", value: expected.trim(), compare: "identity" };
  return { kind: "value", value: expected.trim(), compare: comparable(expected, holdsFloat(expected) ? "approx" : "equal") };
}

function holdsFloat(source: string): boolean {
  return tokenise(source).some((token) => token.kind === "number" && /^[\d_]*\.|e[-+]?\d/i.test(token.text));
}

/** `pytest.approx` takes numbers and flat collections of them, nothing nested: anything else is compared exactly. */
function comparable(value: string, compare: Compare): Compare {
  if (compare !== "approx") return compare;
  const literal = readLiteral(value);
  if (literal.kind === "set") return "equal";
  if (literal.kind !== "list" && literal.kind !== "tuple" && literal.kind !== "dict") return "approx";
  return literal.items.some(holdsMoreThanNumber) ? "equal" : "approx";
}

function holdsMoreThanNumber(item: string): boolean {
  const without_key = item.replace(/^("[^"]*"|'[^']*'|[^:(]+):/, "");
  return /["'([{]|\bNone\b/.test(without_key.replace(/float\(["']-?\w+["']\)/g, "0"));
}
