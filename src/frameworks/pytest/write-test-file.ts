import type { Claim } from "../../domain/candidate.ts";
import type { Criterion } from "../../domain/criterion.ts";
import type { ProjectFacts } from "../../domain/snapshot.ts";
import type { Observation } from "../protocol.ts";
import { hasSyntaxError, parsePython } from "./python-syntax.ts";
import { claimOf } from "./write/claim-of.ts";
import { type Group, groupObservations } from "./write/group-observations.ts";
import { boundName, type Import, writeImports } from "./write/imports.ts";
import { nameTests } from "./write/name-test.ts";
import { namesUsed } from "./write/python-tokens.ts";
import { resolveImports } from "./write/resolve-imports.ts";
import { testClassOf } from "./write/test-class.ts";
import { writeFunction } from "./write/write-function.ts";
import { writeHeader } from "./write/write-header.ts";

/** What the file is written for. `header` is the provenance text, one comment line per line of it. */
interface WriteContext {
  project: ProjectFacts;
  header: string;
  criteria: Criterion[];
}

/**
 * A pytest file of observations as a careful person writes it, in the project's style, with one claim per test function.
 * Observations that show one idea share a parametrised function. The same observations always give the same file.
 */
export function writeTestFile(observations: Observation[], context: WriteContext): { source: string; claims: Claim[] } {
  const resolved = resolveImports(observations);
  const in_classes = context.project.test_style === "classes";
  const groups = inReadingOrder(groupObservations(resolved.observations), in_classes);
  const criteria = new Map(context.criteria.map((criterion) => [criterion.id, criterion.text]));
  const names = nameTests(groups, in_classes, criteria);
  const functions = groups
    .map((group, at) => {
      const name = names[at] ?? "test_it";
      const owner = in_classes ? testClassOf(group[0].observation.symbol) : null;
      return {
        owner,
        lines: writeFunction(group, name, in_classes, criteria),
        claim: claimOf(group, owner === null ? name : `${owner}::${name}`),
      };
    })
    .filter(({ lines }) => isPython(lines));
  const claims = functions.map(({ claim }) => claim);
  const body = joinFunctions(functions);
  const imports = writeImports(usedImports(resolved.imports, body), rootsOf(observations));
  const header = writeHeader(context.header, claims);
  const parts = [header.join("\n"), imports.join("\n")].filter((part) => part !== "").join("\n\n");
  return { source: `${parts}\n\n\n${body}\n`, claims };
}

/** What comes from a container need not be Python, and one function that is not would cost the whole file. */
function isPython(lines: string[]): boolean {
  return !hasSyntaxError(parsePython(`if True:\n${lines.map((line) => `    ${line}`).join("\n")}\n`));
}

/**
 * Symbols in the order they were given, those of one class together; for each, what it returns before what it refuses, and
 * what a criterion or docstring says before what is only pinned.
 */
function inReadingOrder(groups: Group[], in_classes: boolean): Group[] {
  const symbolOf = ([first]: Group) => first.observation.symbol;
  const placeOf = (group: Group) => (in_classes ? testClassOf(symbolOf(group)) : "");
  const places = [...new Set(groups.map(placeOf))];
  const symbols = [...new Set(groups.map(symbolOf))];
  const keyed = groups.map((group) => ({
    group,
    key: [places.indexOf(placeOf(group)), symbols.indexOf(symbolOf(group)), ...ranksOf(group)],
  }));
  return keyed.sort((a, b) => compareKeys(a.key, b.key)).map(({ group }) => group);
}

function ranksOf([{ observation, expected }]: Group): number[] {
  const { criterion, expectation } = observation;
  const kind = expectation?.met === false ? 2 : expected.kind === "raises" ? 1 : 0;
  const source = expectation?.source === "criterion" ? 0 : expectation?.source === "docstring" ? 1 : 2;
  return [kind, source, Number(criterion?.match(/\d+/)?.[0] ?? 0)];
}

function compareKeys(a: number[], b: number[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function joinFunctions(functions: { owner: string | null; lines: string[] }[]): string {
  let text = "";
  let owner: string | null = null;
  for (const one of functions) {
    if (one.owner === null) text += `${text === "" ? "" : "\n\n\n"}${one.lines.join("\n")}`;
    else if (one.owner === owner) text += `\n\n${one.lines.join("\n")}`;
    else text += `${text === "" ? "" : "\n\n\n"}class ${one.owner}:\n${one.lines.join("\n")}`;
    owner = one.owner;
  }
  return text;
}

function usedImports(imports: Import[], body: string): Import[] {
  const used = namesUsed(body);
  const ours = ["asyncio", "pytest", "re"].map((module) => ({ module, name: null, alias: null }));
  const wanted = [...ours, ...imports].filter((one) => used.has(boundName(one)));
  return [...new Map(wanted.map((one) => [JSON.stringify(one), one])).values()];
}

/** Top-level packages of the project: every folder or module name on the way to a symbol. */
function rootsOf(observations: Observation[]): Set<string> {
  const paths = observations.map((observation) => observation.symbol.split("::")[0] ?? "");
  return new Set(
    paths.flatMap((path) => path.replace(/\.\w+$/, "").split("/")).filter((part) => part !== "src" && part !== "lib"),
  );
}
