import type { Candidate } from "../../../domain/candidate.ts";
import type { Evidence } from "../../../domain/evidence.ts";
import type { Execution } from "../../../domain/execution.ts";
import type { Framework } from "../../../frameworks/framework.ts";
import { measured, notMeasured } from "./signal.ts";

/**
 * How many of the places where a test asserts ran in the first run on the head, its cases united. A test in which none did (a
 * loop over nothing, a callback nobody called) passes whatever the code does.
 */
export function asserted(
  name: string,
  cases: string[],
  { path, source }: Pick<Candidate, "path" | "source">,
  execution: Execution & { status: "ran" },
  framework: Pick<Framework, "assertionsRun">,
): Evidence["asserted"] {
  if (execution.coverage === null) return notMeasured("the runner gave no coverage");
  const own = new Set(cases);
  const measures = execution.coverage.filter((one) => own.has(one.case));
  const lines = measures.flatMap((one) => one.lines.filter((file) => file.path === path).flatMap((file) => file.lines));
  if (lines.length === 0) return notMeasured("the runner did not see the lines of the test itself");
  const arcs = measures.flatMap((one) => one.arcs.filter((file) => file.path === path).flatMap((file) => file.arcs));
  const places = framework.assertionsRun(source, name, new Set(lines), arcs);
  return places.of === 0 ? notMeasured("no place where it asserts is known") : measured(places);
}
