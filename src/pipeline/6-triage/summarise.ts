import type { DroppedTest, Report, ReportedTest } from "../../domain/report.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import { countLane } from "./count-lane.ts";
import { gradeCriteria, gradeInferred } from "./grade-criteria.ts";
import { writeLedger } from "./ledger/write-ledger.ts";
import { liveMutants } from "./live-mutants.ts";
import { mentionedMutants } from "./mentioned-mutants.ts";

export interface Sorted {
  tests: ReportedTest[];
  dropped: DroppedTest[];
  suspected_bugs: ReportedTest[];
  snapshot: Snapshot;
  lanes: string[];
  replans: ReadonlyMap<string, number>;
  /** Criteria the plan says can not be tested here, with the reason. */
  unverifiable: ReadonlyMap<string, string>;
  /** The kept tests have passed once more in the files as they will be committed. */
  confirmed: boolean;
}

type Summary = Pick<
  Report,
  "lane_results" | "criteria" | "inferred_criteria" | "tests" | "dropped" | "suspected_bugs" | "survivors" | "mutants" | "ledger"
>;

/** Everything in a report that follows from its tests: numbers, grades, ledger, surviving mutants. */
export function summarise(sorted: Sorted): Summary {
  const { tests, dropped, suspected_bugs, snapshot } = sorted;
  const criteria = gradeCriteria(sorted);
  const inferred = gradeInferred(sorted);
  const survivors = liveMutants(snapshot, tests).survivors;
  return {
    lane_results: Object.fromEntries(sorted.lanes.map((lane) => [lane, countLane(lane, sorted)])),
    criteria,
    ...(inferred.length === 0 ? {} : { inferred_criteria: inferred }),
    tests,
    dropped,
    suspected_bugs,
    survivors,
    mutants: mentionedMutants(snapshot.mutants, [...tests, ...suspected_bugs, ...dropped], survivors),
    ledger: writeLedger(sorted),
  };
}
