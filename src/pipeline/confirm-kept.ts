import type { Outcome } from "../domain/outcome.ts";
import type { Report, ReportedTest } from "../domain/report.ts";
import type { JudgedTest, Verdict } from "../domain/verdict.ts";
import type { Ports } from "../ports.ts";
import { runKept } from "./4-execute/run-kept.ts";
import { type TriageInput, triage } from "./6-triage/triage.ts";
import { describeOutcome } from "./shared/describe-outcome.ts";
import { functionOf } from "./shared/function-of.ts";

/** Dropping a test changes its file and may bring others back, so what is left is run again; at most this many times. */
const ROUNDS = 5;

/**
 * Sorts the judged tests and runs the files once more as they will be committed, beside the existing suite, on the head. A test
 * that does not pass there is rejected with the reason and everything is sorted again: what only it had made superfluous comes
 * back. Nothing is kept that was not seen to pass in its final form; what the machinery could not run is not run.
 */
export async function confirmKept(
  input: Omit<TriageInput, "confirmed">,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<Report> {
  let current = input;
  for (let round = 0; round < ROUNDS; round++) {
    const report = triage({ ...current, confirmed: false });
    if (report.files.length === 0) return report;
    signal.throwIfAborted();
    const run = await runKept(report.files, report.tests.length, current.snapshot, ports, signal);
    signal.throwIfAborted();
    if (run.status === "not-run") return triage({ ...withoutAny(current, run.reason), confirmed: false });
    current = { ...current, warnings: [...current.warnings, ...(run.warning === null ? [] : [run.warning])] };
    const doubts = new Map([
      ...doubtsAbout(report.tests, run.outcomes),
      ...strangersIn(report.tests, run.outcomes, current.judged),
    ]);
    if (doubts.size === 0) return triage({ ...current, confirmed: true });
    current = {
      ...current,
      judged: current.judged.map((test) => ({ ...test, verdict: doubts.get(placeOf(test)) ?? test.verdict })),
    };
  }
  const reason = `the kept tests still changed after ${ROUNDS} rounds of dropping those that fail`;
  return triage({ ...withoutAny(current, reason), confirmed: false });
}

/** Verdicts by the place of the test they are for. */
type Doubts = Map<string, Verdict>;

function doubtsAbout(tests: ReportedTest[], outcomes: Outcome[]): Doubts {
  return new Map(
    tests.flatMap((test) => {
      const place = `${test.file}::${test.name}`;
      const own = outcomes.filter((outcome) => functionOf(outcome.case) === place);
      const bad = own.find((outcome) => outcome.status !== "passed");
      if (own.length > 0 && bad === undefined) return [];
      const reason = bad === undefined ? "it was not collected" : describeOutcome(bad);
      const verdict: Verdict = {
        kind: "reject",
        rule: "5-fails-on-head",
        reasons: [`does not pass as it will be committed: ${reason}`],
      };
      return [[place, verdict]];
    }),
  );
}

/** A file that runs more than its kept tests would commit what was not kept: no test of it can be. */
function strangersIn(tests: ReportedTest[], outcomes: Outcome[], judged: JudgedTest[]): Doubts {
  const kept = new Set(tests.map((test) => `${test.file}::${test.name}`));
  const strangers = outcomes.map((outcome) => functionOf(outcome.case)).filter((place) => !kept.has(place));
  return new Map(
    strangers.flatMap((stranger) => {
      const [path, name] = [stranger.slice(0, stranger.indexOf("::")), stranger.slice(stranger.indexOf("::") + 2)];
      const verdict = notConfirmed(`its file can not be had without ${name}, which is not kept`);
      return judged.filter((test) => test.path === path && isWorthy(test)).map((test) => [placeOf(test), verdict] as const);
    }),
  );
}

function withoutAny<Input extends Pick<TriageInput, "judged">>(input: Input, reason: string): Input {
  const judged = input.judged.map((test) => (isWorthy(test) ? { ...test, verdict: notConfirmed(reason) } : test));
  return { ...input, judged };
}

function notConfirmed(reason: string): Verdict {
  return { kind: "not-run", rule: "1-not-run", reasons: [`could not be confirmed as it will be committed: ${reason}`] };
}

function isWorthy({ verdict }: JudgedTest): boolean {
  return verdict.kind === "accept" || verdict.kind === "flag";
}

function placeOf(test: JudgedTest): string {
  return `${test.path}::${test.name}`;
}
