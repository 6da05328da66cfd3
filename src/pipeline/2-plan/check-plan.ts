import type { Plan, Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Framework } from "../../frameworks/framework.ts";
import { lanes } from "../../lanes/index.ts";

/** A plan that fits its snapshot, and a sentence for everything that was taken out of it. */
export interface CheckedPlan {
  plan: Plan;
  dropped: string[];
}

/**
 * Keeps of a proposed plan what the snapshot knows: symbols of the change, criteria of the specification, lanes of the
 * framework, and test files that may be committed, do not exist and are written by one target only. `earlier`: targets that
 * are worked on already.
 */
export function checkPlan(
  proposed: Plan,
  snapshot: Snapshot,
  framework: Pick<Framework, "id" | "lanes" | "mayCommit">,
  earlier: Target[] = [],
): CheckedPlan {
  const dropped: string[] = [];
  const symbols = new Set([...snapshot.symbols, ...snapshot.dependencies].map((symbol) => symbol.id));
  const criteria = new Set(snapshot.criteria.map((criterion) => criterion.id));
  const undecidable = snapshot.criteria.flatMap(({ id, unverifiable }) =>
    unverifiable === undefined ? [] : [{ criterion: id, reason: unverifiable }],
  );
  const hopeless = new Set(undecidable.map(({ criterion }) => criterion));
  const taken = [...snapshot.files.map((file) => file.path), ...earlier.map((target) => target.test_path)];
  const seen = { ids: new Set(earlier.map((target) => target.id)), paths: new Set(taken.map(foldPath)) };

  const known = (target: Target, what: string, names: string[], all: ReadonlySet<string>) =>
    names.filter((name) => all.has(name) || void dropped.push(`${target.id}: there is no ${what} ${name}`));

  const targets = proposed.targets.flatMap((proposal): Target[] => {
    const target: Target = {
      ...proposal,
      symbols: known(proposal, "changed symbol", proposal.symbols, symbols),
      criteria: known(proposal, "criterion", proposal.criteria, criteria).filter((id) => !hopeless.has(id)),
    };
    const reason = refuseTarget(target, snapshot, framework, seen);
    if (reason !== null) {
      dropped.push(`${target.id} is left out: ${reason}`);
      return [];
    }
    seen.ids.add(target.id);
    seen.paths.add(foldPath(target.test_path));
    return [target];
  });
  const untestable = proposed.untestable.filter(
    ({ criterion }) => criteria.has(criterion) || void dropped.push(`untestable: there is no criterion ${criterion}`),
  );
  const others = untestable.filter(({ criterion }) => !hopeless.has(criterion));
  return { plan: { targets, untestable: [...undecidable, ...others] }, dropped };
}

function refuseTarget(
  target: Target,
  { project }: Snapshot,
  framework: Pick<Framework, "id" | "lanes" | "mayCommit">,
  seen: { ids: ReadonlySet<string>; paths: ReadonlySet<string> },
): string | null {
  if (target.framework !== framework.id) return `this project is tested with ${framework.id}, not ${target.framework}`;
  if (!framework.lanes.includes(target.lane) || !lanes.some((lane) => lane.id === target.lane))
    return `there is no lane ${target.lane}`;
  if (target.symbols.length === 0 && target.criteria.length === 0) return "it names nothing of this change";
  if (seen.ids.has(target.id)) return "another target has this id";
  if (!framework.mayCommit(target.test_path, project)) return `${target.test_path} is not a place for tests`;
  if (seen.paths.has(foldPath(target.test_path))) return `${target.test_path} is taken`;
  return null;
}

/** Two paths that some file system takes for one are one. */
function foldPath(path: string): string {
  return path.normalize("NFC").toLowerCase();
}
