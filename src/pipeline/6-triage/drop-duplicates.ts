import type { DroppedTest, ReportedTest } from "../../domain/report.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { compareTests } from "./compare-tests.ts";
import { dropTest } from "./report-tests.ts";

/** Of tests of one symbol that do the same, names aside, the best one stays. `sources` are the candidates' files by path. */
export function dropDuplicates(
  tests: ReportedTest[],
  sources: ReadonlyMap<string, string>,
  framework: Pick<Framework, "normalise">,
): { kept: ReportedTest[]; dropped: DroppedTest[] } {
  const best = new Map<string, ReportedTest>();
  const texts = new Map<ReportedTest, string>();
  for (const test of [...tests].sort(compareTests)) {
    const subject = test.symbol ?? test.file; // equal text of two files may be about two functions of one name
    const text = `${subject}\n${framework.normalise(sources.get(test.file) ?? "", test.name)}`;
    texts.set(test, text);
    if (!best.has(text)) best.set(text, test);
  }
  const kept = tests.filter((test) => best.get(texts.get(test) ?? "") === test);
  const dropped = tests.flatMap((test) => {
    const other = best.get(texts.get(test) ?? "");
    return other === undefined || other === test ? [] : [dropTest(test, "duplicate", `does the same as ${other.name}`)];
  });
  return { kept, dropped };
}
