import { isStated } from "../../domain/criterion.ts";
import type { Plan, Target } from "../../domain/plan.ts";
import type { Snapshot } from "../../domain/snapshot.ts";
import type { Framework } from "../../frameworks/framework.ts";
import type { PlanAnswer } from "./answers.ts";

/** Prior art caps a plan at 30 subtasks; a person reads fewer files. */
export const MOST_TARGETS = 12;
const MOST_BEHAVIOURS = 12;

/**
 * A model's plan as ours, and what is wrong with it in sentences the model can act on. Ids and places of test files are ours to
 * give. `fallback` is the plan of code: criteria that the model forgot are taken from there. `paths`: every path of the head.
 */
export function planFromAnswer(
  answer: PlanAnswer,
  fallback: Plan,
  snapshot: Snapshot,
  framework: Pick<Framework, "id" | "testPath">,
  paths: ReadonlySet<string>,
): { plan: Plan; problems: string[] } {
  const symbols = new Set(snapshot.symbols.map(({ id }) => id));
  const testable = snapshot.criteria.filter(({ unverifiable }) => unverifiable === undefined);
  const criteria = new Map(testable.map((criterion) => [criterion.id, criterion]));
  const problems: string[] = [];
  const known = (what: string, ids: string[], has: (id: string) => boolean) =>
    [...new Set(ids)].filter((id) => has(id) || void problems.push(`There is no ${what} "${id}".`));

  const taken = new Set(paths);
  const ids = new Set<string>();
  const targets = answer.targets.slice(0, MOST_TARGETS).flatMap((one): Target[] => {
    const own = known("symbol", one.symbols, (id) => symbols.has(id));
    const asked = known("criterion", one.criteria, (id) => criteria.has(id));
    const [first] = own;
    if (first === undefined) {
      problems.push("A target names no symbol of the change.");
      return [];
    }
    const path = first.slice(0, first.indexOf("::"));
    const test_path = framework.testPath(path, snapshot.spec_id, snapshot.project, taken);
    taken.add(test_path);
    const id = freeId(`unit:${path}`, ids);
    const behaviours = one.behaviours.slice(0, MOST_BEHAVIOURS);
    return [{ id, symbols: own, lane: "unit", framework: framework.id, criteria: asked, behaviours, test_path }];
  });
  if (answer.targets.length > MOST_TARGETS) problems.push(`There are more than ${MOST_TARGETS} targets.`);
  if (targets.length === 0) problems.push("The plan has no target.");

  // An example that can be called settles that a criterion can be tested, whatever anyone says of it.
  const untestable = answer.untestable.filter(({ criterion }) => criteria.get(criterion)?.examples.length === 0);
  const placed = new Set([...targets.flatMap((target) => target.criteria), ...untestable.map(({ criterion }) => criterion)]);
  const forgotten = testable.filter((criterion) => isStated(criterion) && !placed.has(criterion.id)).map(({ id }) => id);
  problems.push(...forgotten.map((id) => `${id} stands in no target and is not said to be untestable.`));
  return { plan: withForgotten({ targets, untestable }, forgotten, fallback), problems };
}

/** Each forgotten criterion goes where the plan of code would have shown it, else into the first target. */
function withForgotten({ targets, untestable }: Plan, forgotten: string[], fallback: Plan): Plan {
  const rest = new Map(fallback.untestable.map((one) => [one.criterion, one]));
  const placed = targets.map((target) => ({ ...target, criteria: [...target.criteria] }));
  const more = forgotten.flatMap((id) => {
    const known = rest.get(id);
    if (known !== undefined) return [known];
    const files = fallback.targets.filter((target) => target.criteria.includes(id)).flatMap(filesOf);
    (placed.find((target) => filesOf(target).some((file) => files.includes(file))) ?? placed[0])?.criteria.push(id);
    return [];
  });
  return { targets: placed, untestable: [...untestable, ...more] };
}

function filesOf({ symbols }: Target): string[] {
  return symbols.map((id) => id.slice(0, id.indexOf("::")));
}

/** `unit:a.py`, then `unit:a.py:2`. */
export function freeId(id: string, taken: Set<string>): string {
  let free = id;
  for (let number = 2; taken.has(free); number++) free = `${id}:${number}`;
  taken.add(free);
  return free;
}
