import type { ReportedTest } from "../../../domain/report.ts";
import { isRed, killsOf } from "../evidence-facts.ts";
import { count } from "./words.ts";

/** What a test proves, in a few words. Holds no untrusted text. */
export function proofOf(test: ReportedTest): string {
  const kills = killsOf(test.evidence).length;
  const { coverage } = test.evidence;
  const lines = coverage.status === "measured" ? coverage.value.new_lines.reduce((sum, file) => sum + file.lines.length, 0) : 0;
  const parts = [
    ...(isRed(test.evidence) ? ["fails on the base"] : []),
    ...(kills > 0 ? [`kills ${count(kills, "mutant")}`] : []),
    ...(lines > 0 ? [`covers ${count(lines, "new line")}`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : "nothing measured";
}
