import type { LedgerRow } from "../../../domain/report.ts";

type Status = LedgerRow["status"];

/** Where a row may go from each state (QFAI 1.6.2): forward one step, or out as an exception with a decision record. */
const next: Record<Status, Status[]> = {
  todo: ["red", "exception"],
  red: ["green", "exception"],
  green: ["refactor", "exception"],
  refactor: ["done", "exception"],
  done: [],
  exception: [],
};
const order: Status[] = ["todo", "red", "green", "refactor", "done"];

/** The row one state further. Throws for a step the ledger does not allow: a row never goes back and never skips a state. */
export function advanceRow(row: LedgerRow, status: Status): LedgerRow {
  if (next[row.status].includes(status)) return { ...row, status };
  const backward = order.includes(status) && order.indexOf(status) < order.indexOf(row.status);
  throw new Error(`${backward ? "Backward transition" : "Transition"} prohibited: ${row.status} -> ${status}`);
}
