import { fillTemplate } from "./call-template.ts";
import { describeArgument } from "./describe-value.ts";
import type { Expected } from "./expected-outcome.ts";
import type { Case, Group } from "./group-observations.ts";
import { layOut } from "./lay-out.ts";
import { outcomeShape } from "./outcome-shape.ts";
import { isReserved } from "./python-keywords.ts";
import { readLiteral } from "./python-literals.ts";
import { quote } from "./python-strings.ts";
import { namesUsed, squeeze } from "./python-tokens.ts";

/** The rows of a parametrised test. */
export interface Table {
  names: string[];
  /** The column that stands for an argument; an argument that is the same in every row stays in the call. */
  columnOf: ReadonlyMap<string, string>;
  expected: Expected;
  rows: { values: string[]; id: string | null }[];
}

/** The columns in which the cases of a group differ. `null`: they do not differ, one of them says it all. */
export function columnsOf(group: Group): Table | null {
  const [first] = group;
  const varying = first.observation.arguments
    .map((argument) => argument.name)
    .filter((name) => new Set(group.map((one) => squeeze(argumentValue(one, name)))).size > 1);
  if (varying.length === 0) return null;
  const taken = namesAround(first, new Set(varying));
  const columnOf = new Map(varying.map((name) => [name, freeColumn(name, taken)]));
  const returned = outcomeShape(first.observation, first.expected).unchanged;
  const results = group.map((one) => (one.expected.kind === "value" ? one.expected.value : ""));
  const same_result = new Set(results.map(squeeze)).size === 1;
  const result_column =
    first.expected.kind !== "value" || same_result || returned !== null
      ? null
      : freeColumn(varying.includes("expected") ? "result" : "expected", taken);
  const ids = idsOf(group, varying);
  return {
    names: [...columnOf.values(), ...(result_column ? [result_column] : [])],
    columnOf,
    expected: expectedIn(first, result_column ?? (returned === null ? null : (columnOf.get(returned) ?? null))),
    rows: group.map((one, at) => ({
      values: [...varying.map((name) => argumentValue(one, name)), ...(result_column ? [results[at] ?? "None"] : [])],
      id: ids[at] ?? null,
    })),
  };
}

function expectedIn(first: Case, column: string | null): Expected {
  return first.expected.kind === "value" && column !== null ? { ...first.expected, value: column } : first.expected;
}

function argumentValue(one: Case, name: string): string {
  return one.observation.arguments.find((argument) => argument.name === name)?.value ?? "None";
}

/** Names that mean something else in the test already. */
function namesAround(one: Case, varying: ReadonlySet<string>): Set<string> {
  const call = one.template === null ? "" : fillTemplate(one.template, (name, source) => (varying.has(name) ? "0" : source));
  return namesUsed([...one.observation.setup, call].join("\n"));
}

function freeColumn(wish: string, taken: Set<string>): string {
  const clean = wish.replace(/^\*+/, "") || "value";
  const names = [clean, `${clean.replace(/_+$/, "")}_value`, `given_${clean}`, `${clean}_column`];
  const name =
    names.find((one) => !isReserved(one) && !taken.has(one) && /^[\p{L}_][\p{L}\p{N}_]*$/u.test(one)) ?? `value_${taken.size}`;
  taken.add(name);
  return name;
}

/** Ids for rows where pytest's own (`indices0`) would say nothing, if the rows have words that tell them apart. */
function idsOf(group: Group, varying: string[]): (string | null)[] {
  const silent = group.map((one) => !varying.some((name) => readsAsId(argumentValue(one, name))));
  for (const name of varying) {
    const words = group.map((one) => describeArgument(name, argumentValue(one, name))?.words ?? null);
    const wanted = words.filter((_, at) => silent[at]);
    if (!wanted.includes(null) && new Set(words).size === words.length)
      return words.map((word, at) => (silent[at] && word !== null ? word.replace(/^for_/, "").replaceAll("_", "-") : null));
  }
  return group.map(() => null);
}

function readsAsId(value: string): boolean {
  const literal = readLiteral(value);
  if (literal.kind === "string") return literal.value.length <= 40 && !/[^\P{C}\n\t]/u.test(literal.value);
  return literal.kind === "number" || literal.kind === "bool" || literal.kind === "none";
}

/** The `parametrize` decorator, a row a line unless all of it fits on one. */
export function writeTable(table: Table, indent: number): string[] {
  const [only] = table.names;
  const names = table.names.length === 1 && only !== undefined ? quote(only) : `(${table.names.map(quote).join(", ")})`;
  const rows = table.rows.map(({ values, id }) => {
    if (id !== null) return `pytest.param(${values.join(", ")}, id=${quote(id)})`;
    return values.length === 1 ? (values[0] ?? "None") : `(${values.join(", ")})`;
  });
  const flat = `@pytest.mark.parametrize(${names}, [${rows.join(", ")}])`;
  const laid_out = layOut(flat, indent);
  if (laid_out.length === 1 && table.names.length === 1) return laid_out;
  const pad = " ".repeat(indent);
  return [
    `${pad}@pytest.mark.parametrize(`,
    `${pad}    ${names},`,
    `${pad}    [`,
    ...rows.flatMap((row) => withComma(layOut(row, indent + 8))),
    `${pad}    ],`,
    `${pad})`,
  ];
}

function withComma(lines: string[]): string[] {
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ""},`];
}
