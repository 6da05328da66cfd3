import type { LedgerRow, ReportedTest } from "../../../domain/report.ts";
import type { Snapshot } from "../../../domain/snapshot.ts";
import { isProven } from "../evidence-facts.ts";
import type { Sorted } from "../summarise.ts";
import { greenOf, oracleProofOf, redOf, refactorOf } from "./evidence-text.ts";
import { advanceRow } from "./states.ts";

/** QFAI's layers by lane; an unknown lane is the widest claim we can make without more knowledge: Unit. */
const LAYERS: Readonly<Record<string, LedgerRow["layer"]>> = {
  unit: "Unit",
  mutation: "Unit",
  property: "Unit",
  api: "API",
  integration: "Integration",
  browser: "E2E",
};

/**
 * One row per kept test, then one per suspected bug. A row goes as far as its evidence: `red` needs a RED on the base or a
 * killed mutant, `green` every run on the head, `done` one more pass in the file as it will be committed. A suspected bug
 * stays `red`: its test fails on the head and waits for the code. A test nothing proves stays `todo`.
 */
export function writeLedger({
  tests,
  suspected_bugs,
  snapshot,
  confirmed,
}: Pick<Sorted, "tests" | "suspected_bugs" | "snapshot" | "confirmed">): LedgerRow[] {
  const kept = tests.map((test) => (row_number: number) => keptRow(test, row_number, snapshot, confirmed));
  const bugs = suspected_bugs.map((test) => (row_number: number) => bugRow(test, row_number, snapshot));
  return [...kept, ...bugs].map((write, index) => write(index + 1));
}

function keptRow(test: ReportedTest, number: number, snapshot: Snapshot, confirmed: boolean): LedgerRow {
  const row = newRow(test, number);
  const pairs = [redOf(test, snapshot), greenOf(test, snapshot), oracleProofOf(test, snapshot)];
  if (!isProven(test.evidence)) return { ...row, evidence: pairs.join("; ") };
  const green = advanceRow(advanceRow(row, "red"), "green");
  if (!confirmed) return { ...green, evidence: pairs.join("; ") };
  const done = advanceRow(advanceRow(green, "refactor"), "done");
  return { ...done, evidence: [...pairs, refactorOf(test, snapshot)].join("; ") };
}

function bugRow(test: ReportedTest, number: number, snapshot: Snapshot): LedgerRow {
  return { ...advanceRow(newRow(test, number), "red"), evidence: greenOf(test, snapshot) };
}

function newRow(test: ReportedTest, number: number): LedgerRow {
  return {
    tdd_id: `TDD-${String(number).padStart(4, "0")}`,
    tc_refs: test.criteria,
    layer: LAYERS[test.lane] ?? "Unit",
    test_file: test.file,
    selector: test.name,
    status: "todo",
    dr_id: "",
    evidence: "",
  };
}
