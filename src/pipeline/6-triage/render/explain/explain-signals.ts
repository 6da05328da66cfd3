import type { Evidence, SignalName } from "../../../../domain/evidence.ts";
import type { Outcome } from "../../../../domain/outcome.ts";
import type { Report, ReportedTest } from "../../../../domain/report.ts";
import { describeOutcome } from "../../../shared/describe-outcome.ts";
import { describeVariation } from "../../../shared/describe-variation.ts";
import { killsOf } from "../../evidence-facts.ts";
import { count } from "../words.ts";
import { arcPlaces, countArcs, countLines, linePlaces } from "./places.ts";
import { joined, ours, quoted, type Sentence, say } from "./sentence.ts";

/** What one signal measured, in a sentence, with the single findings beneath it. */
export interface ExplainedSignal {
  signal: SignalName;
  status: "measured" | "not-measured";
  says: Sentence;
  details: Sentence[];
}

type Told = Pick<ExplainedSignal, "says" | "details">;
type Value<Name extends SignalName> = Evidence[Name] extends infer One
  ? One extends { status: "measured"; value: infer Measured }
    ? Measured
    : never
  : never;
type World = { test: ReportedTest; report: Pick<Report, "tests" | "mutants" | "criteria" | "killed_before"> };

/** Mutants named one by one; of the others the number is enough. */
const SHOWN = 5;

const explained: { readonly [Name in SignalName]: (value: Value<Name>, world: World) => Told } = {
  executed: ({ runs, executed }) => only(ours(`was collected and ran in ${executed} of ${runs} runs on the head`)),

  asserted: ({ ran, of }) => only(ours(`${ran} of the ${count(of, "place")} where it asserts ran on the head`)),

  head: ({ runs, passed, outcome }) => {
    if (outcome.status === "passed") return only(ours(`passed in ${passed} of ${runs} runs`));
    if (passed === 0) return only(say`failed in all ${runs} runs: ${outcomeOf(outcome)}`);
    return only(say`passed in ${passed} of ${runs} runs; else ${outcomeOf(outcome)}`);
  },

  base: ({ result, outcome, stripped }) => {
    const how = outcome === null || outcome.status === "passed" ? ours("") : say`: ${outcomeOf(outcome)}`;
    const without = result === "red" && stripped === "passes" ? ours("; without its assertions it passes there") : ours("");
    return only(say`${ours(ON_THE_BASE[result])}${how}${without}`);
  },

  stability: ({ stable, broke_under, variations }) => {
    const names = joined(
      variations.map((one) => say`${one.variation}`),
      ", ",
    );
    if (stable) return only(say`the same result in ${ours(count(variations.length, "run"))} that differ on purpose: ${names}`);
    const broken = variations.filter((one) => broke_under.includes(one.variation));
    return {
      says: say`the result differs ${joined(broke_under.map(phrase), ", ")}`,
      details: broken.map(({ variation, outcome }) => say`${phrase(variation)}: ${outcomeOf(outcome)}`),
    };
  },

  coverage: ({ covered, new_lines, new_arcs }) => {
    if (countLines(covered) === 0) return only(ours("runs no changed line"));
    const [lines, branches] = [countLines(new_lines), countArcs(new_arcs)];
    return {
      says: say`runs ${ours(count(countLines(covered), "changed line"))}: ${linePlaces(covered)}`,
      details: [
        lines === 0 ? ours("the existing tests run all of them already") : say`no existing test runs ${linePlaces(new_lines)}`,
        ...(branches === 0 ? [] : [say`no existing test goes the ${ours(count(branches, "way"))} ${arcPlaces(new_arcs)}`]),
      ],
    };
  },

  mutation: ({ kills, killed_by_error, survived, timed_out, not_run }, world) => {
    const others = [
      ...(killed_by_error.length > 0 ? [`${killed_by_error.length} ended in an error, which is no kill`] : []),
      ...(survived.length > 0 ? [`${survived.length} not noticed`] : []),
      ...(timed_out.length > 0 ? [`${timed_out.length} ran out of time, which is no kill`] : []),
      ...(not_run.length > 0 ? [`${not_run.length} not tried: the time ran out`] : []),
    ];
    const before = kills.filter((id) => world.report.killed_before?.includes(id)).length;
    const reached = kills.length + killed_by_error.length + survived.length + timed_out.length;
    const rest = others.length > 0 ? `; ${others.join(", ")}` : "";
    if (reached + not_run.length === 0) return only(ours("reaches no mutant of the changed lines"));
    return {
      says: ours(`kills ${kills.length} of the ${count(reached, "mutant")} it reaches by an assertion${rest}`),
      details: [
        ...(before > 0 ? [ours(`the existing tests kill ${before} of these too`)] : []),
        ...mutantsNamed("killed", rarestFirst(kills, world), world),
        ...mutantsNamed("not noticed", survived, world),
        ...mutantsNamed("ended in an error", killed_by_error, world),
        ...mutantsNamed("ran out of time", timed_out, world),
      ],
    };
  },

  lint: ({ findings, mocks }) => ({
    says: ours(`${findings.length === 0 ? "no finding" : count(findings.length, "finding")}, ${count(mocks, "mock")}`),
    details: findings.map(({ severity, rule, line, message, fix, nearest }) => {
      const hint = nearest !== null ? say` (did it mean ${nearest}?)` : fix !== null ? say` (${quoted(fix)})` : ours("");
      return say`${ours(severity)}: ${rule} in line ${line} of the written file, ${quoted(message)}${hint}`;
    }),
  }),

  criterion: ({ claims, unknown, missing_literals }, { report }) => {
    if (claims.length + unknown.length === 0) return only(ours("claims no criterion"));
    const known = claims.map((id) => {
      const text = report.criteria.find((criterion) => criterion.id === id)?.text;
      return text === undefined ? say`${id}` : say`${id}: ${quoted(text)}`;
    });
    const literals = joined(
      missing_literals.map((literal) => say`${literal}`),
      ", ",
    );
    return {
      says:
        missing_literals.length === 0
          ? ours(`claims ${claims.length}, and holds every value named there`)
          : say`lacks ${literals}, which the criterion names`,
      details: [...known, ...unknown.map((id) => say`${id} is claimed and does not exist`)],
    };
  },

  relevance: ({ votes, why }) => ({
    says: ours(`the judge voted ${votes.join(", ")}, which is an opinion`),
    details: why === undefined ? [] : [say`it says: ${quoted(why)}`],
  }),
};

const ON_THE_BASE: Readonly<Record<Value<"base">["result"], string>> = {
  red: "RED: fails on the base, where its file loads",
  passes: "passes on the base too",
  "cannot-load": "can not be loaded on the base",
  "did-not-run": "did not run on the base",
};

/** All signals of a test, in the order of the verdict's table. */
export function explainSignals(test: ReportedTest, report: World["report"]): ExplainedSignal[] {
  const names = Object.keys(explained) as SignalName[];
  return names.map((name) => explainSignal(name, { test, report }));
}

function explainSignal<Name extends SignalName>(name: Name, world: World): ExplainedSignal {
  const signal: Evidence[Name] = world.test.evidence[name];
  if (signal.status === "not-measured") {
    return { signal: name, status: signal.status, says: say`not measured: ${quoted(signal.reason)}`, details: [] };
  }
  return { signal: name, status: signal.status, ...explained[name](signal.value as Value<Name>, world) };
}

/** `in reversed order`; a run nobody here knows may be called anything. */
function phrase(variation: string): Sentence {
  return quoted(describeVariation(variation));
}

function only(says: Sentence): Told {
  return { says, details: [] };
}

function outcomeOf(outcome: Outcome): Sentence {
  if (outcome.status !== "failed") return quoted(describeOutcome(outcome));
  const { path, line } = outcome.failure;
  const where = path === null || line === null ? ours("") : say` at ${`${path}:${line}`}`;
  return say`${describeOutcome(outcome)}${where}`;
}

/** First the kills that fewest other kept tests have: they say most about this one. */
function rarestFirst(kills: string[], { test, report }: World): string[] {
  const killers = (id: string) => report.tests.filter((other) => other !== test && killsOf(other.evidence).includes(id)).length;
  return kills.toSorted((one, other) => killers(one) - killers(other));
}

function mutantsNamed(word: string, ids: string[], { report }: World): Sentence[] {
  const shown = ids.slice(0, SHOWN).map((id) => {
    const mutant = report.mutants.find((one) => one.id === id);
    if (mutant === undefined) return say`${ours(word)}: ${id}, which the report does not describe`;
    return say`${ours(word)}: ${`${mutant.path}:${mutant.line}`}: ${mutant.original} → ${mutant.replacement}`;
  });
  return ids.length > SHOWN ? [...shown, ours(`${word}: ${ids.length - SHOWN} more`)] : shown;
}
