import type { LedgerRow } from "../../../domain/report.ts";
import { inlineCode, plainLine, tableRow } from "./untrusted.ts";

/** The evidence ledger as QFAI reads it: the first table of the file, eight columns, one line per cell. */
export function renderLedger(rows: LedgerRow[]): string {
  const header = ["TDD-ID", "TC-Refs", "Layer", "Test file", "Selector", "Status", "DR-ID", "Evidence"];
  return [
    tableRow(header),
    tableRow(header.map(() => "---")),
    ...rows.map((row) =>
      tableRow([
        row.tdd_id,
        row.tc_refs.join(", ") || "-",
        row.layer,
        inlineCode(row.test_file, 500),
        inlineCode(row.selector, 500),
        row.status,
        plainLine(row.dr_id) || "-",
        inlineCode(row.evidence, 2000),
      ]),
    ),
  ].join("\n");
}
