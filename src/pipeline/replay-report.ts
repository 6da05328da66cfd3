import type { Outcome } from "../domain/outcome.ts";
import type { Report } from "../domain/report.ts";
import type { Pinned } from "../domain/snapshot.ts";
import { UserError } from "../errors.ts";
import { frameworkById, frameworks } from "../frameworks/index.ts";
import type { Ports } from "../ports.ts";
import { stagesOf } from "../runs/stages.ts";
import { detectFramework } from "./1-snapshot/detect-framework.ts";
import { prepareEnvironment } from "./1-snapshot/prepare-environment.ts";
import { runTogether } from "./4-execute/run-kept.ts";
import { runOnBase } from "./4-execute/run-on-base.ts";
import { combineOutcomes } from "./5-evaluate/combine-outcomes.ts";
import { base } from "./5-evaluate/signals/base.ts";
import { plainLine } from "./6-triage/render/untrusted.ts";
import type { Ground } from "./replay/claimed-mutants.ts";
import { findTests } from "./replay/find-tests.ts";
import { type Measured, recheckTest } from "./replay/recheck-test.ts";
import type { Named, Replay, ReplayedTest } from "./replay/replay.ts";
import { type ReplayedFile, replayedFiles } from "./replay/replayed-files.ts";
import { type RanTest, replayKills } from "./replay-kills.ts";
import { functionOf } from "./shared/function-of.ts";

type World = Pick<Ports, "forge" | "sandbox" | "events" | "clock">;

/**
 * Proves the claims of a report's tests again, from the report and the repository alone: on its head, on its base, and under
 * the mutants each test claims to kill. `names` are those of kept tests or suspected bugs; none: all of them. What was not
 * seen again is in the answer. Throws `UserError` for a name or commit that is not there, `InfrastructureError` when the
 * engine or the install fails.
 */
export async function replayReport(report: Report, names: string[], ports: World, signal: AbortSignal): Promise<Replay> {
  const tests = named(report, names);
  const stages = stagesOf(ports, 1, signal);
  const { pinned, ground } = await stages.run("snapshot", () => pin(report, ports, signal));
  const files = replayedFiles(report, tests, ground.head, frameworkById(pinned.framework));
  const ran = await stages.each("execute", files, (file, signal) => runFile(file, pinned, ports, signal));
  const replayed = await stages.each("evaluate", ran, (one, signal) => proveFile(one, ground, pinned, ports, signal));
  return { base_sha: report.base_sha, head_sha: report.head_sha, tests: replayed.flat() };
}

function named(report: Report, names: string[]): Named[] {
  const found = findTests(report, names);
  switch (found.status) {
    case "found":
      return found.tests;
    case "empty":
      throw new UserError("This report has no kept test and no suspected bug, so there is nothing to replay.");
    case "dropped":
      throw new UserError(`${plainLine(found.name)} was dropped (${found.because}), so the report claims nothing of it.`);
    case "unknown": {
      const nearest = found.nearest === null ? "" : ` Did you mean ${plainLine(found.nearest)}?`;
      throw new UserError(`This report has no kept test or suspected bug ${plainLine(found.name)}.${nearest}`);
    }
  }
}

/** The commits of the report, their environment and their difference. The time limits are those of an unknown suite. */
async function pin(report: Report, ports: World, signal: AbortSignal): Promise<{ pinned: Pinned; ground: Ground }> {
  const { base_sha, head_sha, mutants } = report;
  await ports.forge.readTree(base_sha);
  const head = await ports.forge.readTree(head_sha);
  const changes = await ports.forge.diff(base_sha, head_sha);
  const paths = head.files.map((file) => file.path);
  const changed = changes.map((file) => file.path);
  const framework = detectFramework(frameworks, paths, changed);
  const environment = await prepareEnvironment({ framework, head }, ports, signal);
  const baseline: Pinned["baseline"] = {
    status: "unmeasured",
    reason: "a replay needs no baseline",
    passed: 0,
    failed: [],
    seconds: 0,
    covered: [],
    arcs: [],
    killed: null,
    equivalent: [],
  };
  const pinned = { base_sha, head_sha, framework: framework.id, environment, mutants, baseline };
  return { pinned, ground: { mutants, head, changes } };
}

interface RanFile {
  path: string;
  source: string;
  tests: (RanTest & Pick<Measured, "base">)[];
}

/** One file on the head and on the base. */
async function runFile(
  { path, tests, source }: ReplayedFile,
  pinned: Pinned,
  ports: World,
  signal: AbortSignal,
): Promise<RanFile> {
  if (source.status === "unknown") return { path, source: "", tests: tests.map((test) => refused(test, source.reason)) };
  const file = { path, source: source.text };
  const events: World["events"] = (event) => ports.events({ ...event, stage: "execute" });
  const head = await runTogether([file], tests.length, [], pinned, { ...ports, events }, signal);
  signal.throwIfAborted();
  if (head.status === "not-run") return { ...file, tests: tests.map((test) => notRun(test, head.reason)) };
  const own = head.outcomes.filter((outcome) => outcome.case.startsWith(`${path}::`));
  const cases = own.map((outcome) => ({ case: outcome.case, name: functionOf(outcome.case).slice(`${path}::`.length) }));
  const on_base = await runOnBase({ candidate: file, cases }, pinned, ports, signal);
  signal.throwIfAborted();
  return { ...file, tests: tests.map((test) => ranTest(test, own, on_base)) };
}

function ranTest(named: Named, outcomes: Outcome[], on_base: Awaited<ReturnType<typeof runOnBase>>): RanFile["tests"][number] {
  const place = `${named.test.file}::${named.test.name}`;
  const own = outcomes.filter((outcome) => functionOf(outcome.case) === place);
  const cases = own.map((outcome) => outcome.case);
  const problem = on_base.base_problem;
  return {
    named,
    cases,
    head: { status: "ran", outcome: combineOutcomes(place, own) },
    base:
      problem?.kind === "did-not-run"
        ? { status: "not-run", reason: problem.reason }
        : base(cases, { status: "ran", head: [], coverage: null, ...on_base }),
  };
}

function notRun(named: Named, reason: string): RanFile["tests"][number] {
  return { named, cases: [], head: { status: "not-run", reason }, base: { status: "not-run", reason } };
}

function refused(named: Named, reason: string): RanFile["tests"][number] {
  return { named, cases: [], head: { status: "refused", reason }, base: { status: "not-measured", reason } };
}

async function proveFile(
  ran: RanFile,
  ground: Ground,
  pinned: Pinned,
  ports: World,
  signal: AbortSignal,
): Promise<ReplayedTest[]> {
  const kills = await replayKills(ran, ran.tests, ground, pinned, ports, signal);
  signal.throwIfAborted();
  return ran.tests.map(({ named, head, base }, index) => {
    const { mutants, killed } = kills[index] ?? { mutants: [], killed: [] };
    const { name, file } = named.test;
    return { name, file, kind: named.kind, rechecks: recheckTest(named, { head, base, mutants }), killed };
  });
}
