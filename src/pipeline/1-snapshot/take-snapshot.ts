import type { Handover } from "../../domain/handover.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Ports } from "../../ports.ts";
import { inferCriteria } from "./criteria/infer-criteria.ts";
import { readCriteria } from "./criteria/read-criteria.ts";
import { inspectSymbols } from "./inspect-symbols.ts";
import { measureBaseline } from "./measure-baseline.ts";
import { mutateChange } from "./mutate-change.ts";
import { nameSpec } from "./name-spec.ts";
import { prepareEnvironment } from "./prepare-environment.ts";
import { type Change, readChange } from "./read-change.ts";
import { chooseCriteria } from "./scope.ts";

/**
 * Pins everything a run needs: both commits, what changed, what is asked for, what the project is and how its own tests
 * do. Throws `UserError` when there is nothing to test and `InfrastructureError` when the project can not be set up.
 */
export async function takeSnapshot(
  handover: Handover,
  ports: Pick<Ports, "forge" | "sandbox" | "events">,
  signal: AbortSignal,
): Promise<Snapshot> {
  const change = await readChange(handover, ports.forge);
  const stated = readCriteria(handover.spec, change.framework);
  const chosen = chooseCriteria(stated.criteria, handover.criteria);
  const environment = await prepareEnvironment(change, ports, signal);
  const inspected = await inspectSymbols(change, environment.image, ports, signal);
  const criteria = chosen.length > 0 ? chosen : inferCriteria(handover, inspected.symbols);
  const mutated = mutateChange(change);
  const measured = await measureBaseline(change, environment.image, inspected.project, mutated.mutants, ports, signal);
  return {
    repository: handover.repository,
    base_sha: change.base.sha,
    head_sha: change.head.sha,
    spec_id: nameSpec(handover),
    framework: change.framework.id,
    environment,
    files: change.files,
    symbols: inspected.symbols,
    dependencies: inspected.dependencies,
    executable: inspected.executable,
    criteria,
    unrepresented_sections: stated.unrepresented_sections,
    project: inspected.project,
    mutants: measured.mutants,
    baseline: measured.baseline,
    warnings: [
      ...handover.settings.warnings,
      ...stated.warnings,
      ...skippedSymlinks(change),
      ...inspected.warnings,
      ...mutated.warnings,
      ...measured.warnings,
    ],
  };
}

/** Left out files matter to the reader only when the change touches them. */
function skippedSymlinks({ head, files }: Change): string[] {
  const changed = new Set(files.map((file) => file.path));
  return head.skipped.filter(({ path }) => changed.has(path)).map(({ path, reason }) => `${path} is left out: ${reason}.`);
}
