import type { Observation } from "../../protocol.ts";
import { expectedOf } from "./expected-outcome.ts";
import { boundName, type Import, importTarget, readImports } from "./imports.ts";
import { renameVariable } from "./python-tokens.ts";

/** What the writer itself may import: a project's own `re` gets another name. */
const OURS: Import[] = ["pytest", "re", "asyncio"].map((module) => ({ module, name: null, alias: null }));

/**
 * Gives every bound name one meaning in the file. A name that two observations import from different places, or that
 * pytest would collect as a test, is imported under another name and the observation is rewritten to use it.
 */
export function resolveImports(observations: Observation[]): { observations: Observation[]; imports: Import[] } {
  const meanings = new Map(OURS.map((one) => [boundName(one), importTarget(one)]));
  const imports = new Map<string, Import>();
  const keep = (one: Import) => imports.set(`${one.module}:${one.name}:${one.alias}`, one);
  const rewritten = observations.map((observation) => {
    const { exception, extra } = exceptionImport(observation, observations);
    let result = exception === null ? observation : withException(observation, exception);
    for (const one of [...observation.imports.flatMap(readImports), ...extra]) {
      const bound = boundName(one);
      const target = importTarget(one);
      const free = !/^test/i.test(bound) && (meanings.get(bound) ?? target) === target;
      const name = free ? bound : otherName(one, meanings, target);
      meanings.set(name, target);
      keep(free ? one : { ...one, alias: name });
      if (!free) result = renameEverywhere(result, bound, name);
    }
    return result;
  });
  return { observations: rewritten, imports: [...imports.values()] };
}

/**
 * An exception that no import of the observation makes known: `durations.budget.BudgetExceeded` is imported from its module and
 * called `BudgetExceeded`; a bare name that a criterion expects is imported from where another observation has it.
 */
function exceptionImport(observation: Observation, all: Observation[]): { exception: string | null; extra: Import[] } {
  const expected = expectedOf(observation);
  if (expected.kind !== "raises") return { exception: null, extra: [] };
  const names = expected.exception.split(".");
  const name = names.at(-1) ?? expected.exception;
  if (observation.imports.flatMap(readImports).some((one) => boundName(one) === names[0])) return { exception: null, extra: [] };
  const module = names.slice(0, -1).join(".");
  if (module !== "" && module !== "builtins") return { exception: name, extra: [{ module, name, alias: null }] };
  const known = all.flatMap(importsOf).find((one) => boundName(one) === name);
  return { exception: module === "" ? null : name, extra: known ? [known] : [] };
}

/** The imports of an observation, and the one its dotted exception stands for. */
function importsOf({ imports, outcome }: Observation): Import[] {
  const names = outcome.kind === "raises" ? outcome.exception.split(".") : [];
  const module = names.slice(0, -1).join(".");
  const of_exception = module === "" || module === "builtins" ? [] : [{ module, name: names.at(-1) ?? "", alias: null }];
  return [...imports.flatMap(readImports), ...of_exception];
}

function withException(observation: Observation, exception: string): Observation {
  const { expectation, outcome } = observation;
  if (expectation !== null && !expectation.met) {
    const expected = expectation.expected.replace(/^(?:raises\s+)?[\p{L}_][\w.]*/u, `raises ${exception}`);
    return { ...observation, expectation: { ...expectation, expected } };
  }
  return outcome.kind === "raises" ? { ...observation, outcome: { ...outcome, exception } } : observation;
}

function otherName(one: Import, meanings: ReadonlyMap<string, string>, target: string): string {
  const parts = one.module.split(".").filter((part) => part !== "");
  const member = one.name ?? parts.at(-1) ?? "module";
  const prefixes = [...parts.map((_, at) => parts.slice(-1 - at).join("_")), "project", "other", "another"];
  const free = (name: string) => !/^test/i.test(name) && (meanings.get(name) ?? target) === target;
  const wish = prefixes.map((prefix) => `${prefix}_${member}`).find(free);
  if (wish !== undefined) return wish;
  for (let number = 2; ; number++) if (free(`other_${member}_${number}`)) return `other_${member}_${number}`;
}

function renameEverywhere(observation: Observation, from: string, to: string): Observation {
  const rename = (source: string) => renameVariable(source, from, to);
  const checks = <T extends { expression: string; value: string }>(all: T[]): T[] =>
    all.map((one) => ({ ...one, expression: rename(one.expression), value: rename(one.value) }));
  const { outcome } = observation;
  return {
    ...observation,
    setup: observation.setup.map(rename),
    call: rename(observation.call),
    arguments: observation.arguments.map(({ name, value }) => ({ name, value: rename(value) })),
    after: checks(observation.after),
    outcome:
      outcome.kind === "value"
        ? { ...outcome, value: rename(outcome.value) }
        : outcome.kind === "raises"
          ? { ...outcome, exception: rename(outcome.exception) }
          : { ...outcome, facts: checks(outcome.facts) },
  };
}
