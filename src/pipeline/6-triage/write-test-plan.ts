import type { Generated } from "../../domain/candidate.ts";
import type { Criterion } from "../../domain/criterion.ts";
import type { Plan, Target } from "../../domain/plan.ts";
import type { TestPlan } from "../../domain/test-plan.ts";

type Subtask = TestPlan["phases"][number]["subtasks"][number];

const NAME = 80;

/** The plan with the targets of every round as `test_plan.json`: a phase per criterion, a subtask per target, and what became of it. */
export function writeTestPlan(
  { spec_id, criteria }: { spec_id: string; criteria: Criterion[] },
  language: string,
  plan: Plan,
  generated: Generated[],
): TestPlan {
  const became = new Map(generated.map((one) => ["candidate" in one ? one.candidate.target : one.target, one]));
  const phases = [...criteria.map(({ id, text }) => ({ id, name: cut(`${id}: ${text}`) })), { id: null, name: "No criterion" }];
  const subtasks = plan.targets.map((target) => ({
    criterion: criteria.find(({ id }) => target.criteria.includes(id))?.id ?? null,
    subtask: subtaskOf(target, language, became.get(target.id)),
  }));
  const status = subtasks.every(({ subtask }) => subtask.status === "completed") ? "completed" : "partial";
  return {
    version: 1,
    feature: spec_id,
    workflow_type: "test",
    phases: phases
      .map(({ id, name }) => ({ name, own: subtasks.filter(({ criterion }) => criterion === id) }))
      .filter(({ own }) => own.length > 0)
      .map(({ name, own }, index) => ({
        phase: index + 1,
        name,
        type: "test",
        subtasks: own.map(({ subtask }) => subtask),
        parallel_safe: true,
      })),
    final_acceptance: criteria.map(({ id, text }) => `${id}: ${text}`),
    untestable: plan.untestable,
    status,
    planStatus: status,
  };
}

function subtaskOf(target: Target, language: string, generated: Generated | undefined): Subtask {
  const asked = target.criteria.length === 0 ? "no criterion" : target.criteria.join(", ");
  return {
    id: target.id,
    description: target.behaviours[0] ?? `tests of ${target.symbols.join(", ")}`,
    status: statusOf(generated),
    lane: target.lane,
    language,
    framework: target.framework,
    target_name: target.id,
    intent: "create",
    target: target.symbols[0] ?? null,
    symbols: target.symbols,
    rationale: `shows ${asked}`,
    behaviours: target.behaviours,
    files_to_create: [target.test_path],
    replan_count: generated !== undefined && "replans" in generated ? generated.replans : 0,
    replan_reason: generated !== undefined && "replans" in generated && generated.replans > 0 ? "no draft of it stood" : null,
  };
}

function statusOf(generated: Generated | undefined): Subtask["status"] {
  switch (generated?.status) {
    case undefined:
      return "pending";
    case "standing":
    case "nothing":
      return "completed";
    case "stuck":
      return "stuck";
    case "failed":
      return "failed";
  }
}

function cut(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length <= NAME ? line : `${line.slice(0, NAME - 1).trimEnd()}…`;
}
