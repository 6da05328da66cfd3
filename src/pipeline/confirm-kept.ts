import type { Outcome } from "../domain/outcome.ts";
import type { Report, ReportedTest } from "../domain/report.ts";
import type { Snapshot } from "../domain/snapshot.ts";
import { frameworkById } from "../frameworks/index.ts";
import type { Ports } from "../ports.ts";
import { runKept } from "./4-execute/run-kept.ts";
import { confirmReport, type Doubt, dropUnconfirmed } from "./6-triage/drop-unconfirmed.ts";
import { describeOutcome } from "./shared/describe-outcome.ts";
import { functionOf } from "./shared/function-of.ts";

/** Dropping a test changes its file, so what is left is run again; after this many times everything left is dropped. */
const ROUNDS = 3;

/**
 * Runs the report's files once more as they will be committed, beside the existing suite, on the head. A test that does not
 * pass is moved to `dropped` with the reason and its file rebuilt; tests the machinery could not run are dropped as not run.
 * Nothing is kept that was not seen to pass in its final form.
 */
export async function confirmKept(
  report: Report,
  snapshot: Snapshot,
  ports: Pick<Ports, "sandbox" | "forge" | "events">,
  signal: AbortSignal,
): Promise<Report> {
  const framework = frameworkById(snapshot.framework);
  let current = report;
  for (let round = 0; round < ROUNDS && current.files.length > 0; round++) {
    signal.throwIfAborted();
    const run = await runKept(current.files, current.tests.length, snapshot, ports, signal);
    signal.throwIfAborted();
    if (run.status === "not-run") return dropUnconfirmed(current, all(current.tests, run.reason), snapshot, framework);
    const warnings = run.warning === null ? [] : [run.warning];
    current = { ...current, warnings: [...new Set([...current.warnings, ...warnings])] };
    const doubts = doubtsAbout(current.tests, run.outcomes);
    if (doubts.size === 0) return confirmReport(current, snapshot);
    current = dropUnconfirmed(current, doubts, snapshot, framework);
  }
  const reason = `its file still changed after ${ROUNDS} rounds of dropping tests that fail in it`;
  return current.files.length === 0 ? current : dropUnconfirmed(current, all(current.tests, reason), snapshot, framework);
}

function all(tests: ReportedTest[], reason: string): Map<ReportedTest, Doubt> {
  return new Map(tests.map((test) => [test, { kind: "not-run", reason }]));
}

function doubtsAbout(tests: ReportedTest[], outcomes: Outcome[]): Map<ReportedTest, Doubt> {
  const doubts = new Map<ReportedTest, Doubt>();
  for (const test of tests) {
    const own = outcomes.filter((outcome) => functionOf(outcome.case) === `${test.file}::${test.name}`);
    const bad = own.find((outcome) => outcome.status !== "passed");
    if (own.length === 0) doubts.set(test, { kind: "failed", reason: "it was not collected" });
    else if (bad) doubts.set(test, { kind: "failed", reason: describeOutcome(bad) });
  }
  return doubts;
}
