import type { Baseline, Mutant, ProjectFacts } from "../../domain/snapshot.ts";
import type { Ports } from "../../ports.ts";
import { measureExistingKills } from "./measure-existing-kills.ts";
import { measureSuite, type Suite } from "./measure-suite.ts";
import type { Change } from "./read-change.ts";

export interface MeasuredBaseline {
  baseline: Baseline;
  mutants: Mutant[];
  warnings: string[];
}

/** The state before we add anything: what the existing suite passes, covers and kills on the untouched head. */
export async function measureBaseline(
  change: Change,
  image: string,
  project: ProjectFacts,
  mutants: Mutant[],
  ports: Pick<Ports, "sandbox" | "events">,
  signal: AbortSignal,
): Promise<MeasuredBaseline> {
  const select = existingTests(change, project);
  const { reaching, ...suite } = await measureSuite(change, image, select, ports, signal);
  const kills = await measureExistingKills(change, image, mutants, { ...suite, reaching }, select, ports, signal);
  return {
    baseline: { ...suite, ...kills.kills },
    mutants: kills.mutants,
    warnings: [...warningsOf(suite), ...kills.warnings],
  };
}

/** The project's test folders, or, when it names none, its test files. */
function existingTests({ framework, head }: Change, project: ProjectFacts): string[] {
  const files = head.files.map((file) => file.path).filter((path) => framework.kindOf(path) === "test");
  return project.test_dirs.length > 0 && files.length > 0 ? project.test_dirs : files;
}

function warningsOf({ status, reason, failed, passed }: Omit<Suite, "reaching">): string[] {
  const because = reason === null ? "" : ` (${reason})`;
  switch (status) {
    case "green":
      return [];
    case "empty":
      return ["The project has no test that runs, so everything is counted as not covered before."];
    case "red": {
      const shown = failed.slice(0, 5).join(", ") + (failed.length > 5 ? ` and ${failed.length - 5} more` : "");
      const fail = failed.length === 1 ? "1 existing test already fails" : `${failed.length} existing tests already fail`;
      return [`${fail} on the head: ${shown}. Only the ${passed} that pass are counted.`];
    }
    case "partial":
      return [`The existing tests did not run to their end${because}; the ${passed} that passed are counted.`];
    case "unmeasured":
      return [`The existing tests could not be run${because}; what was covered before is not known.`];
  }
}
