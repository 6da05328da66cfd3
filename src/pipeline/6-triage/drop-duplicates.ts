import type { DroppedTest, ReportedTest } from "../../domain/report.ts";
import type { Framework } from "../../frameworks/framework.ts";
import type { Compare } from "./compare-tests.ts";
import { proofItems } from "./proof-items.ts";
import { dropTest } from "./report-tests.ts";

/**
 * Of tests of one symbol that do the same, names aside, and prove the same, the preferred one stays. Equal texts of two files
 * may stand on different helpers: what they prove tells. `sources` are the candidates' files by path.
 */
export function dropDuplicates(
  tests: ReportedTest[],
  sources: ReadonlyMap<string, string>,
  framework: Pick<Framework, "normalise">,
  compare: Compare,
): { kept: ReportedTest[]; dropped: DroppedTest[] } {
  const best = new Map<string, ReportedTest>();
  const keys = new Map<ReportedTest, string>();
  for (const test of [...tests].sort(compare)) {
    const subject = test.symbol ?? test.file; // equal text of two files may be about two functions of one name
    const text = framework.normalise(sources.get(test.file) ?? "", test.name);
    const key = [subject, text, ...[...proofItems(test, null)].sort()].join("\n");
    keys.set(test, key);
    if (!best.has(key)) best.set(key, test);
  }
  const kept = tests.filter((test) => best.get(keys.get(test) ?? "") === test);
  const dropped = tests.flatMap((test) => {
    const other = best.get(keys.get(test) ?? "");
    return other === undefined || other === test ? [] : [dropTest(test, "duplicate", `does the same as ${other.name}`)];
  });
  return { kept, dropped };
}
