import { requiredBy } from "./call-targets.ts";
import type { PythonNode } from "./python-syntax.ts";
import { kindOfValue, type ValueKind } from "./value-kinds.ts";

/**
 * What a rule can not see of a node: whether the edit would be a change of behaviour or only a TypeError, which any test
 * notices without asserting anything. Named by `guard` in `rules/mutation.json`. In doubt the edit is made.
 */
export const guards = {
  /** An operator of two values of which none is plainly text, a collection or a path. Sets have operators of their own. */
  arithmetic: (operator) => isArithmetic(operator.text(), operandsOf(operator)),
  "augmented-arithmetic": (operator) => isArithmetic(operator.text().slice(0, -1), operandsOf(operator)),
  concatenation: (operation) => operandsOf(operation.field("operator") ?? operation).some(isSequence),
  extension: (operator) => operandsOf(operator).some(isSequence),
  /** Both arguments may be of one kind: swapping a text and a number is noise. */
  exchangeable: (list) => {
    const [first, second] = list.children().filter((child) => !["(", ",", "comment"].includes(String(child.kind())));
    const [one, other] = [first, second].map((argument) => (argument ? kindOfValue(argument) : null));
    return one === null || other === null || one === other;
  },
  /** An argument that the called function of this file can do without. */
  optional: (argument) => {
    const name = argument.kind() === "keyword_argument" ? argument.field("name")?.text() : undefined;
    return name === undefined || !requiredBy(argument).includes(name);
  },
} satisfies Record<string, (node: PythonNode) => boolean>;

export type GuardName = keyof typeof guards;

function operandsOf(operator: PythonNode): (ValueKind | null)[] {
  const operation = operator.parent();
  return [operation?.field("left"), operation?.field("right")].map((operand) => (operand ? kindOfValue(operand) : null));
}

function isArithmetic(operator: string, operands: (ValueKind | null)[]): boolean {
  if (operands.includes("moment")) return !operands.every((kind) => kind === "moment");
  if (operands.includes("set")) return /^[|&^]$/.test(operator);
  return operands.every((kind) => kind === null || kind === "number");
}

function isSequence(kind: ValueKind | null): boolean {
  return kind === "text" || kind === "list" || kind === "tuple";
}
