import type { Report, ReportedTest } from "../../domain/report.ts";
import { nearestName } from "../../nearest-name.ts";
import type { Named } from "./replay.ts";

export type Found =
  | { status: "found"; tests: Named[] }
  | { status: "empty" }
  | { status: "dropped"; name: string; because: string }
  | { status: "unknown"; name: string; nearest: string | null };

/**
 * The kept tests and suspected bugs with these names (`test_a`, or `tests/test_x.py::test_a` where a name is used twice);
 * all of them when no name is given. The first name that is none of them ends the search.
 */
export function findTests(report: Report, names: string[]): Found {
  const all: Named[] = [
    ...report.tests.map((test) => ({ test, kind: "kept" as const })),
    ...report.suspected_bugs.map((test) => ({ test, kind: "suspected-bug" as const })),
  ];
  if (all.length === 0 && names.length === 0) return { status: "empty" };
  const chosen = new Set<Named>();
  for (const name of names) {
    const named = all.filter(({ test }) => isCalled(test, name));
    if (named.length === 0) return missing(report, all, name);
    for (const one of named) chosen.add(one);
  }
  return { status: "found", tests: names.length === 0 ? all : all.filter((one) => chosen.has(one)) };
}

function isCalled(test: ReportedTest, name: string): boolean {
  return name === test.name || name === `${test.file}::${test.name}`;
}

function missing(report: Report, all: Named[], name: string): Found {
  const dropped = report.dropped.find((test) => isCalled(test, name));
  if (dropped !== undefined) return { status: "dropped", name, because: dropped.dropped_because };
  const names = all.map(({ test }) => (name.includes("::") ? `${test.file}::${test.name}` : test.name));
  return { status: "unknown", name, nearest: nearestName(name, names) };
}
