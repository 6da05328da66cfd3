import type { LedgerRow } from "../../../domain/report.ts";

/** A row that may come from anywhere, so its words are not yet known to be ours. */
export type UncheckedRow = Omit<LedgerRow, "status" | "layer"> & { status: string; layer: string };

export interface LedgerFinding {
  code: string;
  severity: "error" | "warning" | "info";
  /** The TDD-ID as written; `null`: the whole ledger. */
  row: string | null;
  message: string;
}

const STATUSES = ["todo", "red", "green", "refactor", "done", "exception"];
const LAYERS = ["Unit", "Component", "Integration", "API", "E2E"];
const NEEDS_FILE = ["green", "refactor", "done"];
const NEEDS_EVIDENCE = ["red", "green", "refactor", "done"];
const FOLDERS: Readonly<Record<string, string>> = { Integration: "tests/integration/", API: "tests/api/", E2E: "tests/e2e/" };

/**
 * QFAI's checks of a ledger (its codes, version 1.6.2 with the later evidence checks), over rows, the ids of the criteria and
 * the test files that exist as path to source.
 */
export function validateLedger(rows: UncheckedRow[], criteria: string[], files: ReadonlyMap<string, string>): LedgerFinding[] {
  const seen = new Set<string>();
  const findings = rows.flatMap((row) => {
    const id = row.tdd_id.toUpperCase();
    const duplicate = seen.has(id);
    seen.add(id);
    return [...checkIdentity(row, duplicate), ...checkRefs(row, criteria), ...checkFile(row, files), ...checkEvidence(row)];
  });
  const covered = new Set(rows.flatMap((row) => row.tc_refs));
  const uncovered = criteria.filter((id) => !covered.has(id));
  return [
    ...findings,
    ...uncovered.map((id) => finding(null, "TDDLIST_TC_NOT_COVERED", "error", `${id} appears in no row`)),
    finding(
      null,
      "TDDLIST_INFO",
      "info",
      `${rows.length} rows, ${criteria.length - uncovered.length} of ${criteria.length} criteria covered`,
    ),
  ];
}

function checkIdentity(row: UncheckedRow, duplicate: boolean): LedgerFinding[] {
  const found: LedgerFinding[] = [];
  if (!/^TDD-\d{4}$/i.test(row.tdd_id)) found.push(finding(row, "TDDLIST_INVALID_ID", "error", `${row.tdd_id} is not TDD-NNNN`));
  if (duplicate) found.push(finding(row, "TDDLIST_DUPLICATE_ID", "error", `${row.tdd_id} is used twice`));
  if (!STATUSES.includes(row.status)) found.push(finding(row, "TDDLIST_INVALID_STATUS", "error", `${row.status} is no status`));
  if (!LAYERS.includes(row.layer)) found.push(finding(row, "TDDLIST_UNKNOWN_LAYER", "warning", `${row.layer} is no layer`));
  if (row.status === "exception" && !/^DR-/.test(row.dr_id)) {
    found.push(finding(row, "TDDLIST_EXCEPTION_MISSING_DR", "error", "an exception needs a decision record (DR-…)"));
  }
  return found;
}

function checkRefs(row: UncheckedRow, criteria: string[]): LedgerFinding[] {
  return row.tc_refs
    .filter((id) => !criteria.includes(id))
    .map((id) => finding(row, "TDDLIST_UNKNOWN_REF", "warning", `${id} is no criterion of this specification`));
}

function checkFile(row: UncheckedRow, files: ReadonlyMap<string, string>): LedgerFinding[] {
  const folder = FOLDERS[row.layer];
  const found: LedgerFinding[] = [];
  if (folder !== undefined && !`/${row.test_file}`.includes(`/${folder}`)) {
    found.push(finding(row, "TDDLIST_LAYER_PATH_MISMATCH", "warning", `${row.test_file} is not under ${folder}`));
  }
  const escapes = row.test_file.startsWith("/") || row.test_file.split("/").includes("..");
  const source = escapes ? undefined : files.get(row.test_file);
  if (source === undefined) {
    if (!NEEDS_FILE.includes(row.status)) return found;
    return [...found, finding(row, "TDDLIST_TEST_FILE_MISSING", "error", `${row.test_file} does not exist in the repository`)];
  }
  const resolved = source.includes(row.selector.split("::").at(-1) ?? row.selector);
  const waits = row.status === "red"; // its test joins the file together with the code it waits for
  if (!resolved && !waits)
    found.push(finding(row, "TDDLIST_SELECTOR_UNRESOLVED", "warning", `${row.selector} is not in ${row.test_file}`));
  if (resolved && row.status === "todo") {
    found.push(finding(row, "TDDLIST_STALE_STATUS", "warning", `${row.selector} exists, but its row is todo`));
  }
  return found;
}

function checkEvidence(row: UncheckedRow): LedgerFinding[] {
  if (!NEEDS_EVIDENCE.includes(row.status)) return [];
  const text = row.evidence.trim();
  if (text === "" || text === "-") return [finding(row, "TDDLIST_EVIDENCE_EMPTY", "warning", "no evidence")];
  if (text.includes("->")) return [];
  return [finding(row, "TDDLIST_EVIDENCE_STATUS_ONLY", "warning", "the evidence names no command and result")];
}

function finding(row: UncheckedRow | null, code: string, severity: LedgerFinding["severity"], message: string): LedgerFinding {
  return { code, severity, row: row?.tdd_id ?? null, message };
}
