import type { Candidate, Claim, Generated } from "../domain/candidate.ts";
import type { Execution } from "../domain/execution.ts";
import type { Target } from "../domain/plan.ts";
import type { Report, ReportedTest } from "../domain/report.ts";
import type { Snapshot } from "../domain/snapshot.ts";
import { UserError } from "../errors.ts";
import { frameworkById } from "../frameworks/index.ts";
import type { Ports } from "../ports.ts";
import { stagesOf } from "../runs/stages.ts";
import { stands } from "./3-generate/draft-until-it-stands.ts";
import { examineCandidate } from "./3-generate/examine-candidate.ts";
import { executeCandidate } from "./4-execute/execute-candidate.ts";
import { gatherEvidence } from "./5-evaluate/gather-evidence.ts";
import { plainLine } from "./6-triage/render/untrusted.ts";
import { pinReport } from "./pin-report.ts";
import type { Ground } from "./replay/claimed-mutants.ts";
import { type Measured, recheckTest } from "./replay/recheck-test.ts";
import type { Named, Replay, ReplayedTest } from "./replay/replay.ts";
import { type ReplayedFile, replayedFiles } from "./replay/replayed-files.ts";
import { type Kills, type RanTest, replayKills } from "./replay-kills.ts";
import { findTest } from "./shared/find-test.ts";
import { type FunctionRun, isPassing, runsOf } from "./shared/function-runs.ts";

type World = Pick<Ports, "forge" | "sandbox" | "events" | "clock">;

/**
 * Measures a report's tests again, from the report and the repository alone and with the same code that judged them, and holds
 * every measured signal against what is seen now. `names` are those of any of its tests; none: the kept ones and the suspected
 * bugs. What was not seen again is in the answer. Throws `UserError` for a name or commit that is not there,
 * `InfrastructureError` when the engine or the install fails.
 */
export async function replayReport(report: Report, names: string[], ports: World, signal: AbortSignal): Promise<Replay> {
  const tests = named(report, names);
  const stages = stagesOf(ports, 1, signal);
  const { snapshot, ground } = await stages.run("snapshot", () => pinReport(report, ports, signal));
  const files = replayedFiles(report, tests, ground.head, frameworkById(snapshot.framework));
  const ran = await stages.each("execute", files, (file, signal) => runFile(file, report, ground, snapshot, ports, signal));
  const replayed = await stages.each("evaluate", ran, async (one) => judgeFile(one, snapshot));
  return { base_sha: report.base_sha, head_sha: report.head_sha, tests: replayed.flat() };
}

function named(report: Report, names: string[]): Named[] {
  const claimed: Named[] = [
    ...report.tests.map((test) => ({ test, kind: "kept" as const })),
    ...report.suspected_bugs.map((test) => ({ test, kind: "suspected-bug" as const })),
  ];
  if (names.length === 0 && claimed.length === 0) {
    throw new UserError("This report has no kept test and no suspected bug, so there is nothing to replay.");
  }
  const all = [...claimed, ...report.dropped.map((test) => ({ test, kind: "dropped" as const }))];
  return names.length === 0 ? claimed : [...new Set(names.map((name) => byName(all, name)))];
}

function byName(all: Named[], name: string): Named {
  const found = findTest(all, name);
  switch (found.status) {
    case "found":
      return found.one;
    case "ambiguous":
      throw new UserError(`${plainLine(name)} could be any of these: ${found.choices.map((one) => plainLine(one)).join(", ")}.`);
    case "unknown": {
      const nearest = found.nearest === null ? "" : ` Did you mean ${plainLine(found.nearest)}?`;
      throw new UserError(`This report has no test ${plainLine(name)}.${nearest}`);
    }
  }
}

interface RanFile {
  tests: Named[];
  /** `refused`: its file may not be run. `not-run`: it could not be. */
  ran:
    | { status: "ran"; generated: Standing; execution: Execution; kills: Kills[] }
    | { status: "refused" | "not-run"; reason: string };
}
type Standing = Generated & { status: "standing" | "stuck" };

/**
 * Examines one file and runs it on the head, in every variation, and on the base, as stages 3 and 4 do, but under no other
 * mutants than the report names for its tests.
 */
async function runFile(
  { path, tests, source }: ReplayedFile,
  report: Report,
  ground: Ground,
  snapshot: Snapshot,
  ports: World,
  signal: AbortSignal,
): Promise<RanFile> {
  if (source.status === "unknown") return { tests, ran: { status: "refused", reason: source.reason } };
  const target = targetOf(path, tests, report);
  const candidate: Candidate = {
    id: path,
    target: target.id,
    author: tests[0]?.test.author ?? report.author,
    path,
    source: source.text,
    claims: tests.map(({ test }) => claimOf(test)),
  };
  const examined = await examineCandidate(candidate, target, snapshot, ports, signal);
  const generated = stands(examined)
    ? { status: "standing" as const, candidate, refused: [], repairs: 0, replans: 0, ...examined }
    : { status: "stuck" as const, candidate, findings: examined.findings, repairs: 0, replans: 0 };
  const execution = await executeCandidate(generated, { ...snapshot, mutants: [] }, ports, signal);
  if (execution.status === "not-run" && generated.status === "standing") {
    return { tests, ran: { status: "not-run", reason: execution.reason } };
  }
  const ran = ranTests(tests, generated, execution);
  const { kills, matrix } = await replayKills(candidate, ran, ground, snapshot, ports, signal);
  signal.throwIfAborted();
  const with_matrix = execution.status === "ran" ? { ...execution, matrix } : execution;
  return { tests, ran: { status: "ran", generated, execution: with_matrix, kills } };
}

function ranTests(tests: Named[], generated: Standing, execution: Execution): (RanTest & { runs: FunctionRun[] })[] {
  const collected = generated.status === "standing" ? generated.cases : [];
  return tests.map((named) => {
    const cases = collected.filter((one) => one.name === named.test.name).map((one) => one.case);
    const runs = execution.status === "ran" ? runsOf(named.test.name, cases, execution) : [];
    return { named, cases, runs, green: isPassing(runs) };
  });
}

function targetOf(path: string, tests: Named[], report: Report): Target {
  const [first] = tests;
  const id = first?.test.target ?? path;
  const all = [...report.tests, ...report.suspected_bugs, ...report.dropped].filter((test) => test.target === id);
  const symbols = [...new Set(all.flatMap((test) => (test.symbol === null ? [] : [test.symbol])))];
  return { id, symbols, lane: first?.test.lane ?? "unit", framework: "", criteria: [], behaviours: [], test_path: path };
}

function claimOf({ name, shows, symbol, oracle, evidence }: ReportedTest): Claim {
  const { criterion } = evidence;
  const criteria = criterion.status === "measured" ? [...criterion.value.claims, ...criterion.value.unknown] : [];
  return { name, shows, symbol, oracle, criteria };
}

/** Gathers the evidence of one file's tests, as stage 5 does. */
function judgeFile({ tests, ran }: RanFile, snapshot: Snapshot): ReplayedTest[] {
  if (ran.status !== "ran") return tests.map((named) => replayed(named, ran));
  const { generated, execution } = ran;
  const framework = frameworkById(snapshot.framework);
  return ranTests(tests, generated, execution).map(({ named, cases, runs }, index) => {
    const claim = claimOf(named.test);
    const { evidence } = gatherEvidence({ claim, cases, runs, generated, execution, snapshot, framework, votes: null });
    const { mutants, killed } = ran.kills[index] ?? { mutants: [], killed: [] };
    return replayed(named, { status: "measured", evidence, mutants }, killed);
  });
}

function replayed(named: Named, measured: Measured, killed: ReplayedTest["killed"] = []): ReplayedTest {
  const { name, file } = named.test;
  return { name, file, kind: named.kind, rechecks: recheckTest(named, measured), killed };
}
