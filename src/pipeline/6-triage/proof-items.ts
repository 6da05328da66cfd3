import type { ReportedTest } from "../../domain/report.ts";
import { isRed, killsOf, verifies } from "./evidence-facts.ts";

/**
 * What a test proves beyond the existing suite, as items a set of tests can share: each mutant killed, each changed line and
 * branch newly covered, each criterion (claimed, and verified, which is more), and RED once per symbol.
 * `killed_before`: mutants the existing suite kills; `null`: not measured, then every kill counts.
 */
export function proofItems(test: ReportedTest, killed_before: string[] | null): Set<string> {
  const before = new Set(killed_before ?? []);
  const items = killsOf(test.evidence)
    .filter((id) => !before.has(id))
    .map((id) => `kill ${id}`);
  const { coverage } = test.evidence;
  if (coverage.status === "measured") {
    for (const { path, lines } of coverage.value.new_lines) items.push(...lines.map((line) => `line ${path}:${line}`));
    for (const { path, arcs } of coverage.value.new_arcs) items.push(...arcs.map(([from, to]) => `branch ${path}:${from}>${to}`));
  }
  for (const id of test.criteria) {
    items.push(`claims ${id}`);
    if (verifies(test, id)) items.push(`verifies ${id}`);
  }
  if (isRed(test.evidence)) items.push(`red ${test.symbol ?? test.target}`);
  return new Set(items);
}
