import type { Outcome } from "../../../domain/outcome.ts";
import type { ReportedTest } from "../../../domain/report.ts";
import type { Mutant, Snapshot } from "../../../domain/snapshot.ts";
import { isRed, killsOf } from "../evidence-facts.ts";

/** Command and result pairs of a ledger row: what was run, at which revision, and what came out. One line each. */

const LINE_LIMIT = 200;

export function redOf(test: ReportedTest, snapshot: Snapshot): string {
  const { base } = test.evidence;
  const command = `RED: ${commandOf(test, snapshot, snapshot.base_sha)}`;
  if (base.status === "measured" && base.value.result === "red") {
    return `${command} -> ${resultOf(base.value.outcome)}; without its assertions -> passed`;
  }
  const [kill] = killsOf(test.evidence);
  const mutant = snapshot.mutants.find((one) => one.id === kill);
  const why = base.status === "measured" ? whyNotRed(base.value) : base.reason;
  if (mutant === undefined) return `${command} -> not red (${oneLine(why)})`;
  return `RED: falsifiability, the base gives no red (${oneLine(why)}); ${commandOf(test, snapshot, snapshot.head_sha)} with ${editOf(mutant)} -> failed by assertion`;
}

function whyNotRed({ result, outcome }: Extract<ReportedTest["evidence"]["base"], { status: "measured" }>["value"]): string {
  return outcome?.status === "did-not-run" ? `${result}: ${outcome.reason}` : result;
}

export function greenOf(test: ReportedTest, snapshot: Snapshot): string {
  const { head } = test.evidence;
  const bug = test.verdict.kind === "suspected-bug";
  const command = `${bug ? "RED" : "GREEN"}: ${commandOf(test, snapshot, snapshot.head_sha)}`;
  if (head.status === "not-measured") return `${command} -> not measured (${oneLine(head.reason)})`;
  const { passed, runs, outcome } = head.value;
  if (outcome.status === "passed") return `${command} -> passed in ${passed} of ${runs} runs`;
  return `${command} -> ${resultOf(outcome)} in ${runs - passed} of ${runs} runs`;
}

export function oracleProofOf(test: ReportedTest, snapshot: Snapshot): string {
  const { mutation } = test.evidence;
  if (mutation.status === "not-measured") return `ORACLE: not measured (${oneLine(mutation.reason)})`;
  const mutant = snapshot.mutants.find((one) => one.id === mutation.value.kills[0]);
  if (mutant === undefined) return `ORACLE: no mutant killed${isRed(test.evidence) ? ", the RED on the base stands for it" : ""}`;
  const more = mutation.value.kills.length - 1;
  return `ORACLE: proved by ${mutant.id}, ${editOf(mutant)} -> failed by assertion${more > 0 ? `, and ${more} more` : ""}`;
}

export function refactorOf(test: ReportedTest, snapshot: Snapshot): string {
  return `REFACTOR: ${commandOf(test, snapshot, snapshot.head_sha)} in the rebuilt file, with the existing suite -> passed`;
}

function commandOf(test: ReportedTest, snapshot: Snapshot, sha: string): string {
  return oneLine(`${snapshot.framework} ${test.file}::${test.name} @ ${sha.slice(0, 12)}`);
}

function editOf(mutant: Mutant): string {
  return oneLine(`${mutant.path}:${mutant.line} ${JSON.stringify(mutant.original)} -> ${JSON.stringify(mutant.replacement)}`);
}

function resultOf(outcome: Outcome | null): string {
  if (outcome === null) return "failed";
  if (outcome.status === "failed") return oneLine(`failed, ${outcome.failure.exception}: ${outcome.failure.message}`);
  return outcome.status;
}

/** A table cell holds no newline; the start of an assertion's message says what it is about, so the end is cut. */
function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LINE_LIMIT ? `${line.slice(0, LINE_LIMIT - 1)}…` : line;
}
