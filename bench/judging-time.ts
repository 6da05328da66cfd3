import type { Candidate, Generated } from "../src/domain/candidate.ts";
import type { Execution } from "../src/domain/execution.ts";
import type { Mutant } from "../src/domain/snapshot.ts";
import type { JudgedTest } from "../src/domain/verdict.ts";
import { takeSnapshot } from "../src/pipeline/1-snapshot/take-snapshot.ts";
import { executeCandidate } from "../src/pipeline/4-execute/execute-candidate.ts";
import { evaluateCandidate } from "../src/pipeline/5-evaluate/evaluate-candidate.ts";
import type { Sandbox } from "../src/ports.ts";
import { aHandover } from "../test/fakes/a-handover.ts";
import { MemoryForge } from "../test/fakes/memory-forge.ts";
import { ScriptedAuthor } from "../test/fakes/scripted-author.ts";
import { CASES, sources, TESTS, testsOf, treeOf } from "./ledger.ts";
import { oneByOne } from "./mutation-ways.ts";
import type { Row } from "./sandbox-cost.ts";

/** Each case computes for 5 to 80 ms on an idle machine, as tests that do something do; none sleeps. */
const SIZE = 40;

/**
 * The seconds it takes to judge a candidate of twenty cases over these mutants, from its text to its verdicts: every variation
 * on the head, the base, the mutants, all containers included. Compared with the pure test time: what the same executions
 * take, each at its case's own set-up, call and tear-down in a plain pytest process on the untouched head (the mean of one
 * process before the judging and one after it, because machines are shared). Those executions are every case of every
 * variation, of the base and of the rerun without assertions, and every pair of a mutant and a test that reaches it, where
 * a test of two cases counts once.
 */
export async function judgingTime(sandbox: Sandbox, naive: Sandbox, mutants: Mutant[]): Promise<Row[]> {
  const signal = new AbortController().signal;
  const forge = new MemoryForge({ main: sources.base, feature: sources.head });
  const ports = { sandbox, forge, events: () => undefined };
  const snapshot = { ...(await takeSnapshot(aHandover(), ports, signal)), mutants };
  const generated = standing(testsOf(SIZE));
  const tree = treeOf({ ...sources.head, [TESTS]: testsOf(SIZE) }, "2");
  const plainRun = async () => (await oneByOne(naive, snapshot.environment.image, tree, TESTS, [], { baseline: true })).plain;

  const before = await plainRun();
  const began = performance.now();
  const execution = await executeCandidate(generated, snapshot, ports, signal);
  const judged = await evaluateCandidate(generated, execution, snapshot, { author: new ScriptedAuthor({}) }, signal);
  const seconds = (performance.now() - began) / 1000;
  const after = await plainRun();

  const reaching = judged.flatMap((test) => Array<string>(mutantsReached(test)).fill(test.cases[0] ?? ""));
  const of_runs = casesRun(execution);
  const secondsOf = (name: string) => ((before.get(name) ?? Number.NaN) + (after.get(name) ?? Number.NaN)) / 2;
  const pure = [...of_runs, ...reaching].reduce((sum, name) => sum + secondsOf(name), 0);
  const executions = `${of_runs.length} runs of cases and ${reaching.length} of tests under mutants`;
  const what = `seconds to judge ${CASES} cases over ${mutants.length} mutants (${executions}), times the pure test time; at most 3`;
  return [{ what, ours: seconds, compared: pure, ratio: seconds / pure }];
}

function standing(source: string): Generated & { status: "standing" } {
  const names = [...source.matchAll(/^def (test_\w+)/gm)].map((match) => match[1] ?? "");
  const twice = "test_a_distance_counts_edits";
  const cases = names.flatMap((name) => {
    const ids = name === twice ? ["[baker-bakery-1]", "[shop-ship-1]"] : [""];
    return ids.map((id) => ({ case: `${TESTS}::${name}${id}`, name }));
  });
  const claims = names.map((name) => ({
    name,
    shows: name.replaceAll("_", " "),
    symbol: null,
    criteria: [],
    oracle: "characterization" as const,
  }));
  const candidate: Candidate = { id: "bench", target: "ledger", author: "explorer", path: TESTS, source, claims };
  return { status: "standing", candidate, findings: [], cases, mocks: {}, refused: [], repairs: 0, replans: 0 };
}

/** The case of every execution that happened. */
function casesRun(execution: Execution): string[] {
  if (execution.status === "not-run") throw new Error(execution.reason);
  const outcomes = [...execution.head.flatMap((run) => run.outcomes), ...(execution.base ?? []), ...execution.base_stripped];
  return outcomes.filter(({ status }) => status === "passed" || status === "failed").map((outcome) => outcome.case);
}

/** Throws when something was left out: the figure would be a lie. */
function mutantsReached({ name, evidence: { mutation } }: JudgedTest): number {
  if (mutation.status === "not-measured") throw new Error(`${name}: ${mutation.reason}`);
  const { kills, killed_by_error, survived, timed_out, not_run } = mutation.value;
  if (not_run.length > 0) throw new Error(`${name} was not tried on ${not_run.length} mutants`);
  return kills.length + killed_by_error.length + survived.length + timed_out.length;
}
