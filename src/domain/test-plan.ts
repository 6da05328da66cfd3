import { z } from "zod";

/** One thing to write, with the keys other tools of this kind use. `target_name`: the id of our target. */
export const TestPlanSubtask = z.strictObject({
  id: z.string(),
  description: z.string(),
  status: z.enum(["pending", "completed", "failed", "stuck"]),
  lane: z.string(),
  language: z.string(),
  framework: z.string(),
  target_name: z.string(),
  intent: z.literal("create"),
  /** `path::symbol`, the first of `symbols`; `null`: it names none. */
  target: z.string().nullable(),
  symbols: z.array(z.string()),
  /** Names the criteria. */
  rationale: z.string(),
  behaviours: z.array(z.string()),
  files_to_create: z.array(z.string()).length(1),
  replan_count: z.int(),
  replan_reason: z.string().nullable(),
});

/** Subtasks of one criterion, or of no criterion. A subtask for several criteria stands under the first. */
export const TestPlanPhase = z.strictObject({
  phase: z.int(),
  name: z.string().max(80),
  type: z.literal("test"),
  subtasks: z.array(TestPlanSubtask),
  parallel_safe: z.literal(true),
});

/** What was planned and what became of it: `test_plan.json`, beside the report. It has no times: a plan is told by its content. */
export const TestPlan = z.strictObject({
  version: z.literal(1),
  feature: z.string(),
  workflow_type: z.literal("test"),
  phases: z.array(TestPlanPhase),
  /** The criteria, as `AC-1: text`. */
  final_acceptance: z.array(z.string()),
  /** Criteria that can not be tested here, with the reason. */
  untestable: z.array(z.strictObject({ criterion: z.string(), reason: z.string() })),
  status: z.enum(["completed", "partial"]),
  planStatus: z.enum(["completed", "partial"]),
});
export type TestPlan = z.infer<typeof TestPlan>;
