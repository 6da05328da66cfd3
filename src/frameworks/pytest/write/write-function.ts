import { fillTemplate } from "./call-template.ts";
import { criterionComment } from "./criterion-comment.ts";
import type { Expected } from "./expected-outcome.ts";
import type { Case, Group } from "./group-observations.ts";
import { isInterpreterMessage } from "./interpreter-messages.ts";
import { layOut, WIDTH } from "./lay-out.ts";
import { quote } from "./python-strings.ts";
import { namesUsed, tokenise } from "./python-tokens.ts";
import { tidy } from "./tidy.ts";
import { columnsOf, type Table, writeTable } from "./write-table.ts";

/** One test function as physical lines, decorators first. `owned`: a method of a test class. */
export function writeFunction(group: Group, name: string, owned: boolean, criteria: ReadonlyMap<string, string>): string[] {
  const indent = owned ? 4 : 0;
  const [first] = group;
  const table = group.length > 1 ? columnsOf(group) : null;
  const parameters = [...(owned ? ["self"] : []), ...(table?.names ?? [])];
  return [
    ...(table ? writeTable(table, indent) : []),
    ...layOut(`def ${name}(${parameters.join(", ")}):`, indent),
    ...comments(first, indent + 4, criteria),
    ...bodyOf(first, table, indent + 4),
  ];
}

function comments({ observation }: Case, indent: number, criteria: ReadonlyMap<string, string>): string[] {
  const { criterion } = observation;
  if (criterion === null) return [];
  return criterionComment(criterion, criteria.get(criterion) ?? null, indent).map((line) => " ".repeat(indent) + line);
}

function bodyOf(one: Case, table: Table | null, indent: number): string[] {
  const { observation } = one;
  const call =
    table === null || one.template === null
      ? observation.call
      : fillTemplate(one.template, (name, source) => table.columnOf.get(name) ?? source);
  const expected = table === null ? one.expected : table.expected;
  if (!needsScenario(observation.setup, call, observation.after)) return statements(one, runAwaitable(call), expected, indent);
  const inner = statements(one, call, expected, indent + 4);
  return [...layOut("async def scenario():", indent), ...inner, "", ...layOut("asyncio.run(scenario())", indent)];
}

/** The statements of a test: set-up, a blank line, the call and what must hold. */
function statements({ observation }: Case, call: string, expected: Expected, indent: number): string[] {
  const setup = observation.setup.flatMap((statement, at) => {
    const before = observation.setup[at - 1];
    const apart = before !== undefined && (isDefinition(statement) || isDefinition(before));
    return [...(apart ? [""] : []), ...layOut(statement, indent)];
  });
  const result = freeName("result", observation.setup);
  const act = actLines(call, expected, result, observation.after.length > 0, indent);
  const after = observation.after.flatMap((check) => assertLines(check.expression, check.compare, check.value, indent));
  const gap = setup.length > 0 ? [""] : [];
  const pause = expected.kind === "raises" && after.length > 0 ? [""] : [];
  return [...setup, ...gap, ...act, ...pause, ...after];
}

function actLines(call: string, expected: Expected, result: string, has_after: boolean, indent: number): string[] {
  if (expected.kind === "raises")
    return [...layOut(`with pytest.raises(${raisesArguments(expected)}):`, indent), ...layOut(call, indent + 4)];
  if (expected.kind === "facts") {
    const renamed = (expression: string) => (result === "result" ? expression : expression.replace(/\bresult\b/g, result));
    return [
      ...layOut(`${result} = ${call}`, indent),
      ...expected.facts.flatMap((fact) => assertLines(renamed(fact.expression), fact.compare, fact.value, indent)),
    ];
  }
  if (has_after && expected.value === "None") return layOut(call, indent);
  const single = assertion(call, expected.compare, expected.value);
  const short_call = tidy(call).length <= 60;
  if (indent + tidy(single).length <= WIDTH || short_call) return layOut(single, indent);
  return [...layOut(`${result} = ${call}`, indent), ...assertLines(result, expected.compare, expected.value, indent)];
}

type Compare = "equal" | "approx" | "identity";

function assertLines(left: string, compare: Compare, value: string, indent: number): string[] {
  return layOut(assertion(left, compare, value), indent);
}

function assertion(left: string, compare: Compare, value: string): string {
  const subject = bracketed(left);
  if (compare === "identity") return `assert ${subject} is ${value}`;
  if (compare === "approx") return `assert ${subject} == pytest.approx(${value}${/\bnan\b/.test(value) ? ", nan_ok=True" : ""})`;
  return `assert ${subject} == ${bracketed(value)}`;
}

/** In parentheses when a comparison would otherwise take it apart: `a == b` in `(a == b) is True`. */
function bracketed(source: string): string {
  let depth = 0;
  const loose = tokenise(source).some((token) => {
    if (token.kind === "open") depth++;
    if (token.kind === "close") depth--;
    return depth === 0 && /^(?:==|!=|<|>|<=|>=|:=|in|is|not|and|or|if|lambda)$/.test(token.text);
  });
  return loose ? `(${source})` : source;
}

/** A longer message is matched by its start: the rest is rarely what matters and never readable. */
const LONGEST_MATCH = 100;

function raisesArguments({ exception, message }: { exception: string; message: string }): string {
  const text = matchable(message);
  if (text === "" || isInterpreterMessage(exception, message)) return exception;
  const literal = quote(text);
  return `${exception}, match=${/[.^$*+?{}[\]\\|()]/.test(text) ? `re.escape(${literal})` : literal}`;
}

/** The first line of a message, cut at a word. */
function matchable(message: string): string {
  const line = message.split("\n").find((one) => one.trim() !== "") ?? "";
  const repeated = /(.{1,12}?)\1{7,}/u.exec(line);
  const text = (repeated !== null && repeated.index >= 8 ? line.slice(0, repeated.index) : line).trim();
  return text.length <= LONGEST_MATCH ? text : text.slice(0, LONGEST_MATCH).replace(/\s+\S*$/, "");
}

function needsScenario(setup: string[], call: string, after: { expression: string }[]): boolean {
  const awaits = (source: string) => tokenise(source).some((token) => /^(?:await|async)$/.test(token.text));
  return [...setup, ...after.map((check) => check.expression)].some(awaits) || awaits(call.replace(/^await\s/, ""));
}

function runAwaitable(call: string): string {
  return call.replace(/^await\s+([\s\S]*)$/, "asyncio.run($1)");
}

function isDefinition(statement: string): boolean {
  return /^(?:async\s+def|def|class|@)\b/.test(statement.trim());
}

function freeName(wish: string, setup: string[]): string {
  const used = namesUsed(setup.join("\n"));
  return used.has(wish) ? `actual_${wish}` : wish;
}
