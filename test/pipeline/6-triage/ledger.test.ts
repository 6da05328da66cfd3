import { describe, expect, test } from "vitest";
import type { LedgerRow, ReportedTest } from "../../../src/domain/report.ts";
import { advanceRow } from "../../../src/pipeline/6-triage/ledger/states.ts";
import { type UncheckedRow, validateLedger } from "../../../src/pipeline/6-triage/ledger/validate-ledger.ts";
import { writeLedger } from "../../../src/pipeline/6-triage/ledger/write-ledger.ts";
import { renderLedger } from "../../../src/pipeline/6-triage/render/ledger-table.ts";
import { reportTests } from "../../../src/pipeline/6-triage/report-tests.ts";
import { aHandover } from "../../fakes/a-handover.ts";
import { absent, aClaim, aJudged, aSnapshot, FILE, failed, goodEvidence, signal } from "../builders.ts";

const row: LedgerRow = {
  tdd_id: "TDD-0001",
  tc_refs: ["AC-1"],
  layer: "Unit",
  test_file: FILE,
  selector: "test_a",
  status: "todo",
  dr_id: "",
  evidence: "",
};

describe("a row", () => {
  test("goes todo, red, green, refactor, done", () => {
    const states = ["red", "green", "refactor", "done"] as const;
    expect(states.reduce((at, next) => advanceRow(at, next), row).status).toBe("done");
  });

  test("never goes back", () => {
    expect(() => advanceRow({ ...row, status: "green" }, "red")).toThrow("Backward transition prohibited: green -> red");
    expect(() => advanceRow({ ...row, status: "done" }, "todo")).toThrow("Backward transition prohibited: done -> todo");
  });

  test("never skips a state", () => {
    expect(() => advanceRow(row, "green")).toThrow("Transition prohibited: todo -> green");
    expect(() => advanceRow({ ...row, status: "exception" }, "red")).toThrow("Transition prohibited: exception -> red");
  });

  test("may leave as an exception from any active state", () => {
    for (const status of ["todo", "red", "green", "refactor"] as const) {
      expect(advanceRow({ ...row, status }, "exception").status).toBe("exception");
    }
  });
});

function ledgerOf(
  tests: Parameters<typeof aJudged>[1][],
  confirmed = false,
  bugs: Parameters<typeof aJudged>[1][] = [],
): LedgerRow[] {
  const reported = (list: Parameters<typeof aJudged>[1][], prefix: string): ReportedTest[] =>
    reportTests(
      list.map((one, index) => aJudged(`${prefix}_${index + 1}`, one)),
      { targets: [], untestable: [] },
      aHandover(),
    );
  return writeLedger({ tests: reported(tests, "test"), suspected_bugs: reported(bugs, "bug"), snapshot: aSnapshot(), confirmed });
}

describe("the ledger", () => {
  test("numbers its rows and names the criteria", () => {
    const claim = {
      claim: aClaim("test_1", { criteria: ["AC-1"] }),
      evidence: goodEvidence({ criterion: signal.criterion(["AC-1"]) }),
    };
    expect(ledgerOf([claim, {}])).toMatchObject([
      { tdd_id: "TDD-0001", tc_refs: ["AC-1"], layer: "Unit", test_file: FILE, selector: "test_1" },
      { tdd_id: "TDD-0002", tc_refs: [] },
    ]);
  });

  test("a RED and GREEN test is green with both commands, results and revisions, and the mutant that proves its oracle", () => {
    const [green] = ledgerOf([{}]);
    expect(green?.status).toBe("green");
    expect(green?.evidence).toBe(
      `RED: pytest ${FILE}::test_1 @ bbbbbbbbbbbb -> failed, AssertionError: assert 60 == 3600; without its assertions -> passed; ` +
        `GREEN: pytest ${FILE}::test_1 @ dddddddddddd -> passed in 8 of 8 runs; ` +
        'ORACLE: proved by m1, durations/text.py:20 "60 * 60" -> "60 + 60" -> failed by assertion, and 1 more',
    );
  });

  test("a test whose symbol is new proves its RED by a mutant", () => {
    const [green] = ledgerOf([{ evidence: goodEvidence({ base: signal.base("cannot-load") }) }]);
    expect(green).toMatchObject({
      status: "green",
      evidence: expect.stringMatching(/^RED: falsifiability, the base gives no red \(cannot-load\); pytest /),
    });
  });

  test("a test that was seen to pass as it will be committed is done", () => {
    const [done] = ledgerOf([{}], true);
    expect(done).toMatchObject({ status: "done", evidence: expect.stringContaining("REFACTOR: pytest") });
  });

  test("a test nothing proves stays todo, even when confirmed", () => {
    const evidence = goodEvidence({ base: signal.base("passes"), mutation: absent("no mutant can be made") });
    const [todo] = ledgerOf([{ evidence }], true);
    expect(todo).toMatchObject({
      status: "todo",
      evidence: expect.stringContaining("ORACLE: not measured (no mutant can be made)"),
    });
  });

  test("a suspected bug is red: it fails on the head and waits for the code", () => {
    const evidence = goodEvidence({ head: signal.head(0, failed("x")) });
    expect(ledgerOf([{}], true, [{ evidence }])).toMatchObject([
      { tdd_id: "TDD-0001", status: "done" },
      {
        tdd_id: "TDD-0002",
        status: "red",
        evidence: expect.stringContaining("-> failed, AssertionError: assert 57600 == 172800 in 8 of 8 runs"),
      },
    ]);
  });

  test("evidence is one line, and keeps the start of a long message", () => {
    const message = `assert ${"x".repeat(5000)}\n  + where`;
    const [green] = ledgerOf([{ evidence: goodEvidence({ base: signal.base("red", failed("x", { message })) }) }]);
    expect(green?.evidence).not.toContain("\n");
    expect(green?.evidence.length).toBeLessThan(1000);
    expect(green?.evidence).toContain("assert xxx");
  });

  test("is valid by its own rules", () => {
    const files = new Map([[FILE, "def test_1(): ..."]]);
    const findings = validateLedger(ledgerOf([{}], true), [], files);
    expect(findings.map((one) => one.code)).toEqual(["TDDLIST_INFO"]);
  });

  test("as a table has QFAI's eight columns and one line per row, whatever stands in a cell", () => {
    const hostile = { ...row, selector: "test_a | x\n| y `", evidence: "a \\| b" };
    const lines = renderLedger([row, hostile]).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe("| TDD-ID | TC-Refs | Layer | Test file | Selector | Status | DR-ID | Evidence |");
    for (const line of lines) expect(line.replaceAll("\\|", "").match(/\|/g)).toHaveLength(9);
  });
});

describe("the validator", () => {
  const files = new Map([[FILE, "def test_a(): ..."]]);
  const done: UncheckedRow = { ...row, status: "done", evidence: "RED: pytest -> failed; GREEN: pytest -> passed" };
  const codesOf = (rows: UncheckedRow[], criteria = ["AC-1"]) =>
    validateLedger(rows, criteria, files)
      .filter((one) => one.code !== "TDDLIST_INFO")
      .map((one) => [one.code, one.severity]);

  test("finds nothing wrong with a good row", () => {
    expect(codesOf([done])).toEqual([]);
  });

  test.each<[string, string, Partial<UncheckedRow>]>([
    ["TDDLIST_INVALID_ID", "error", { tdd_id: "TDD-1" }],
    ["TDDLIST_INVALID_STATUS", "error", { status: "finished" }],
    ["TDDLIST_UNKNOWN_LAYER", "warning", { layer: "System" }],
    ["TDDLIST_UNKNOWN_REF", "warning", { tc_refs: ["AC-1", "AC-9"] }],
    ["TDDLIST_TEST_FILE_MISSING", "error", { test_file: "tests/gone.py" }],
    ["TDDLIST_TEST_FILE_MISSING", "error", { test_file: `../${FILE}` }],
    ["TDDLIST_LAYER_PATH_MISMATCH", "warning", { layer: "API" }],
    ["TDDLIST_EXCEPTION_MISSING_DR", "error", { status: "exception", dr_id: "CR-0001" }],
    ["TDDLIST_EVIDENCE_EMPTY", "warning", { evidence: " - " }],
    ["TDDLIST_EVIDENCE_STATUS_ONLY", "warning", { evidence: "RED: fail GREEN: pass" }],
    ["TDDLIST_SELECTOR_UNRESOLVED", "warning", { selector: "test_gone" }],
    ["TDDLIST_STALE_STATUS", "warning", { status: "todo" }],
    ["TDDLIST_TC_NOT_COVERED", "error", { tc_refs: [] }],
  ])("says %s (%s)", (code, severity, wrong) => {
    expect(codesOf([{ ...done, ...wrong }])).toEqual([[code, severity]]);
  });

  test("says TDDLIST_DUPLICATE_ID whatever the case", () => {
    expect(codesOf([done, { ...done, tdd_id: "tdd-0001" }])).toEqual([["TDDLIST_DUPLICATE_ID", "error"]]);
  });

  test("an exception with a decision record and a red row without a file are fine", () => {
    const red = { ...done, tdd_id: "TDD-0002", status: "red", test_file: "tests/not_there_yet.py" };
    expect(codesOf([{ ...done, status: "exception", dr_id: "DR-0001" }, red])).toEqual([]);
  });

  test("an empty ledger covers nothing", () => {
    expect(codesOf([])).toEqual([["TDDLIST_TC_NOT_COVERED", "error"]]);
  });
});
