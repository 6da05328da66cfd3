import { z } from "zod";
import { Criterion } from "./criterion.ts";
import { VerdictKind } from "./verdict.ts";

export const RunStatus = z.enum([
  "pending",
  "planning",
  "generating",
  "running",
  "evaluating",
  "triaging",
  "publishing",
  "done",
  "failed",
  "cancelled",
  "superseded",
]);
export type RunStatus = z.infer<typeof RunStatus>;

export const Stage = z.enum(["snapshot", "plan", "generate", "execute", "evaluate", "triage", "publish"]);
export type Stage = z.infer<typeof Stage>;

/** One thing that happened in a run, for the live view, the log and `--json`. Counts are of `item`s inside the stage. */
export const RunEvent = z.strictObject({
  run_id: z.string(),
  at: z.iso.datetime(),
  event: z.enum(["stage-started", "progress", "note", "criteria-read", "test-judged", "stage-finished", "run-finished"]),
  stage: Stage.nullable(),
  item: z.string().nullable(),
  done: z.int().nullable(),
  total: z.int().nullable(),
  seconds: z.number().nullable(),
  /** Of `criteria-read`: all of them. */
  criteria: z.array(Criterion.pick({ id: true, text: true })).optional(),
  /** Of `test-judged`, whose `item` is the test's name: the verdict and the criteria it claims. */
  verdict: VerdictKind.optional(),
  claims: z.array(z.string()).optional(),
});
export type RunEvent = z.infer<typeof RunEvent>;
