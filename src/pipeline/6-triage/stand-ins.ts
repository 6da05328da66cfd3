import type { Report, ReportedTest } from "../../domain/report.ts";
import { proofItems } from "./proof-items.ts";

/** A kept test and how many proofs of another it has too, by what they are. */
export interface StandIn {
  name: string;
  file: string;
  kills: number;
  lines: number;
  /** Steps from a changed line to the next one: a branch taken, or the way on. */
  ways: number;
  criteria: number;
  red: boolean;
}

/**
 * The kept tests that prove what a dropped one proves, fewest first found: each has something of it that those before have
 * not. `missing`: what no kept test proves.
 */
export function standInsOf(
  test: ReportedTest,
  report: Pick<Report, "tests" | "killed_before">,
): { stand_ins: StandIn[]; missing: number } {
  const open = proofItems(test, report.killed_before);
  const others = report.tests.map((kept) => ({ kept, proves: proofItems(kept, report.killed_before) }));
  const stand_ins: StandIn[] = [];
  while (open.size > 0) {
    const shared = others.map(({ kept, proves }) => ({ kept, items: [...open].filter((item) => proves.has(item)) }));
    const best = shared.reduce<(typeof shared)[number] | null>(
      (most, one) => (one.items.length > (most?.items.length ?? 0) ? one : most),
      null,
    );
    if (best === null) break;
    for (const item of best.items) open.delete(item);
    stand_ins.push({ name: best.kept.name, file: best.kept.file, ...countItems(best.items) });
  }
  return { stand_ins, missing: open.size };
}

function countItems(items: string[]): Omit<StandIn, "name" | "file"> {
  const of = (kind: string) => items.filter((item) => item.startsWith(`${kind} `)).length;
  return { kills: of("kill"), lines: of("line"), ways: of("branch"), criteria: of("claims"), red: of("red") > 0 };
}
